"""What a request holds, held against what a function takes."""

import inspect
import json
import re
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args, get_origin

KINDS: Mapping[Any, tuple[type, ...]] = {
    bool: (bool,),
    float: (int, float),
    int: (int,),
    list: (list,),
    Mapping: (dict,),
    Sequence: (list,),
    str: (str,),
}
READERS: Mapping[Any, Callable[[str], Any]] = {
    bool: {"true": True, "false": False}.__getitem__,
    float: float,
    int: int,
    list: lambda text: [part.strip() for part in text.split(",")],
    Mapping: json.loads,
    Sequence: lambda text: [part.strip() for part in text.split(",")],
    str: str,
}
"""How a text is read that was typed into a form or stands in an address."""


def arguments(
    function: Callable[..., Any], given: Mapping[str, Any], *, are_texts: bool
) -> dict[str, Any]:
    """Give the arguments of a function by their names, which may be written in Google's way.

    Raises ValueError for one that is missing, not known, or of a wrong type.
    """
    parameters = inspect.signature(function).parameters
    taken = {name: each for name, each in parameters.items() if each.kind is not each.VAR_KEYWORD}
    named = {_name(key, taken): value for key, value in given.items()}
    for name, parameter in taken.items():
        if parameter.default is parameter.empty and name not in named:
            raise ValueError(f"{name} is missing.")
    if len(taken) == len(parameters) and (unknown := sorted(named.keys() - taken.keys())):
        raise ValueError(f"{unknown[0]} is not known here.")
    return {
        name: _checked(name, value, taken[name].annotation, is_text=are_texts)
        if name in taken
        else value
        for name, value in named.items()
    }


def _name(key: str, taken: Mapping[str, Any]) -> str:
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower()
    return snake if snake in taken else key


def _checked(name: str, value: Any, annotation: Any, *, is_text: bool) -> Any:
    is_union = get_origin(annotation) is types.UnionType
    kinds = [
        get_origin(each) or each for each in (get_args(annotation) if is_union else [annotation])
    ]
    if value is None and types.NoneType in kinds:
        return None
    try:
        value = READERS[kinds[0]](value) if is_text and isinstance(value, str) else value
    except (ValueError, KeyError) as exc:
        raise ValueError(f"{name} cannot be {value!r:.80}.") from exc
    is_taken_for_number = isinstance(value, bool) and kinds[0] is not bool
    is_mixed = isinstance(value, list) and not all(isinstance(each, str) for each in value)
    if not isinstance(value, KINDS[kinds[0]]) or is_taken_for_number or is_mixed:
        raise ValueError(f"{name} cannot be {value!r:.80}.")
    return value
