"""Lines of JSON on both sides: a verb with arguments comes in, its result goes out."""

import json
import sys
from collections.abc import Callable
from typing import Any


def converse(answered: Callable[[str, dict[str, Any]], Any]) -> None:
    """Answer until there is nothing more to answer."""
    answers = sys.stdout
    sys.stdout = sys.stderr  # what a library prints is no answer
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = {"result": answered(asked["verb"], asked["arguments"])}
        except Exception as error:
            answer = {"error": described(error)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def described(error: Exception) -> dict[str, Any]:
    """Name an exception, its text and the HTTP status that it knows of."""
    status = getattr(error, "status_code", None)
    return {"kind": type(error).__name__, "text": str(error), "status": status}
