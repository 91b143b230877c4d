"""Copies of arguments: what is judged is what runs, whatever is changed meanwhile."""

from __future__ import annotations

import math
from typing import Any, Dict, List, Tuple

#: Deeper than any tool nests, and shallow enough for every reader.
DEEPEST = 64
#: A few shared lists can unfold to more than any memory holds.
MOST_VALUES = 250_000
#: Beyond this, readers of JSON round integers (RFC 8259, section 6).
BIGGEST_INTEGER = 2**53 - 1


class NotPlain(Exception):
    """A value that is no JSON, and where in it: policies judge what can be written down, and nothing else."""

    def __init__(self, at: str, what: str) -> None:
        super().__init__(f"`{ascii(at)[1:-1] or '/'}` {what}")


def plain_copies(value: Any, at: str = "") -> Tuple[Any, Any]:
    """Two copies that share nothing: one to judge and one to run. Each member is read once."""
    return _copy(value, at, 0, [MOST_VALUES])


def _copy(value: Any, at: str, depth: int, budget: List[int]) -> Tuple[Any, Any]:
    budget[0] -= 1
    if budget[0] < 0:
        raise NotPlain(at, f"is one value of more than {MOST_VALUES}")
    if depth > DEEPEST:
        raise NotPlain(at, f"lies deeper than {DEEPEST}, or in a circle")
    # Exact types: a subclass may say one thing to the policies and another to the tool.
    kind = type(value)
    if value is None or kind is bool:
        return value, value
    if kind is str:
        return _text(value, at), value
    if kind is int:
        if abs(value) > BIGGEST_INTEGER:
            raise NotPlain(at, "is an integer that readers of JSON would round; pass it as text")
        return value, value
    if kind is float:
        if not math.isfinite(value):
            raise NotPlain(at, "is no finite number")
        # -0.0 is written in ways that readers of JSON do not agree on.
        return value + 0.0, value + 0.0
    if kind is list or kind is tuple:
        pairs = [_copy(item, f"{at}/{index}", depth + 1, budget) for index, item in enumerate(list(value))]
        return [judged for judged, _ in pairs], kind(run for _, run in pairs)
    if kind is dict:
        return _copy_dict(value, at, depth, budget)
    raise NotPlain(at, f"is of the class `{kind.__name__}`, which policies cannot judge; say with `args` what is judged")


def _copy_dict(value: Dict[Any, Any], at: str, depth: int, budget: List[int]) -> Tuple[dict, dict]:
    judged: Dict[str, Any] = {}
    run: Dict[str, Any] = {}
    for key, member in list(value.items()):
        if type(key) is not str:
            raise NotPlain(at, "has a key that is no text")
        judged[_text(key, at)], run[key] = _copy(member, f"{at}/{key}", depth + 1, budget)
    return judged, run


def _text(value: str, at: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotPlain(at, "is text that is no Unicode") from error
    return value


def isolated(value: Any, depth: int = 0) -> Any:
    """A copy of lists, tuples and dicts, in which all else is what it was."""
    if depth > DEEPEST:
        raise NotPlain("", f"nests deeper than {DEEPEST}, or in a circle")
    kind = type(value)
    if kind is list or kind is tuple:
        return kind(isolated(item, depth + 1) for item in list(value))
    if kind is dict:
        return {key: isolated(member, depth + 1) for key, member in list(value.items())}
    return value
