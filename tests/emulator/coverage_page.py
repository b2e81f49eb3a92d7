"""The page of rules: what Google does, who says so, and the test that shows the emulator do it.

Made from ``rules/*.toml`` and from the marks ``@pytest.mark.rule("E-60", ...)`` on tests::

    python -m tests.emulator.coverage_page     # writes the page
"""

import ast
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "emulator-coverage.md"
TESTED = (ROOT / "tests" / "emulator", ROOT / "tests" / "outside")
KINDS = ("documented", "observed", "recorded", "verified", "recalled", "inferred")
HEAD = """# What the emulator does, rule by rule

Made by `make docs` from the tests; do not edit. Each rule of Google's that the emulator follows has
a number, which comments in its source name, a source, and a test. How sure it is that Google does
so: *documented* by Google, *recorded* from real traffic, *observed* by others who wrote it down,
*verified* here with Google's own client libraries, *recalled* from long use, or *inferred*.

"""


def rules() -> dict[str, dict[str, str]]:
    """Read all rules, each with ``says``, ``source`` and ``kind``, in the order of the files."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted((ROOT / "tests" / "emulator" / "rules").glob("*.toml")):
        for number, rule in tomllib.loads(path.read_text(encoding="utf-8")).items():
            assert number not in found, f"{number} is there twice"
            found[number] = {**rule, "part": path.stem.partition("-")[2]}
    return found


def marks() -> dict[str, list[str]]:
    """Give, by rule, the tests that are marked with it, as ``path::name``."""
    found: dict[str, list[str]] = defaultdict(list)
    for folder in TESTED:
        for path in sorted(folder.rglob("test_*.py")):
            for number, name in _marks_in(ast.parse(path.read_text(encoding="utf-8"))):
                found[number].append(f"{path.relative_to(ROOT).as_posix()}::{name}")
    return found


def _marks_in(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in tree.body:
        for decorator in getattr(node, "decorator_list", ()):
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith(
                "mark.rule"
            ):
                for argument in decorator.args:
                    yield ast.literal_eval(argument), node.name


def page() -> str:
    """Write the page."""
    shown, part = [HEAD], None
    by_rule = marks()
    for number, rule in rules().items():
        if rule["part"] != part:
            part = rule["part"]
            shown.append(f"\n## {part.replace('-', ' ').capitalize()}\n\n")
            shown.append("| rule | Google | source | test |\n|---|---|---|---|\n")
        tests = "<br>".join(_link(each) for each in by_rule.get(number, ()))
        source = f"{rule['source']}; {rule['kind']}"
        shown.append(f"| {number} | {rule['says']} | {source} | {tests} |\n")
    return "".join(shown)


def _link(test: str) -> str:
    path, _, name = test.partition("::")
    return f"[{name.removeprefix('test_').replace('_', ' ')}](../../{path})"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
