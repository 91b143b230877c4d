"""Reads what a server answers. What is not exactly a decision is none."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, List, Optional, Tuple


class NoDecision(Exception):
    """An answer that is no decision: then nobody has decided."""


@dataclass(frozen=True)
class Rule:
    """A rule of a policy."""

    policy: str
    rule: str


@dataclass(frozen=True)
class Receipt:
    """Where an entry stands in the log."""

    shard: str
    index: int
    record_id: str


@dataclass(frozen=True)
class Decision:
    """What was decided; where it has a receipt it stands in the log already."""

    allowed: bool
    #: ``allow``, ``deny``, or ``observe_deny``: the policies say no, and only record it.
    effect: str
    #: For people and models, without argument values.
    reason: str
    #: The whole text of a denial; None where it is allowed.
    denial: Optional[str]
    near_miss: Optional[str]
    rules: Tuple[Rule, ...]
    #: What is left to do for an allow to hold, by its type.
    obligations: Tuple[str, ...]
    owasp: Tuple[str, ...]
    policy_set: str
    session: str
    #: None where the log could not take it: then it is denied.
    receipt: Optional[Receipt]
    #: When a used-up rate limit lets the next call through.
    retry_at: Optional[datetime]


def read_decision(body: bytes) -> Decision:
    """Raises ``NoDecision`` for an answer that can be read in two ways, or that is not whole."""
    value = _parsed(body)
    if type(value) is not dict:
        raise NoDecision("it is no object")
    allowed, effect = _member(value, "allowed", bool), _member(value, "effect", str)
    if effect not in ("allow", "deny", "observe_deny") or allowed != (effect != "deny"):
        raise NoDecision("`allowed` and `effect` contradict each other")
    receipt = _optional(value, "receipt", dict)
    obligations = _list(value, "obligations", dict)
    return Decision(
        allowed=allowed,
        effect=effect,
        reason=_member(value, "reason", str),
        denial=_optional(value, "denial", str),
        near_miss=_optional(value, "near_miss", str),
        rules=tuple(Rule(_member(rule, "policy", str), _member(rule, "rule", str)) for rule in _list(value, "rules", dict)),
        obligations=tuple(_member(one, "type", str) for one in obligations),
        owasp=tuple(_list(value, "owasp", str)),
        policy_set=_member(value, "policy_set", str),
        session=_member(value, "session", str),
        receipt=None if receipt is None else _receipt(receipt),
        retry_at=_moment(_optional(value, "retry_at", str)),
    )


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_once_each, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise NoDecision("it is no JSON") from error


def _once_each(pairs: List[Tuple[str, Any]]) -> dict:
    found = dict(pairs)
    # Readers differ in which of two they take.
    if len(found) != len(pairs):
        raise NoDecision("it says a thing twice")
    return found


def _refuse_constant(name: str) -> Any:
    raise NoDecision(f"{name} is no JSON")


def _member(value: dict, key: str, kind: type) -> Any:
    found = value.get(key)
    # Exactly: True is an int to Python.
    if type(found) is not kind:
        raise NoDecision(f"`{key}` is missing, or not what it has to be")
    return found


def _optional(value: dict, key: str, kind: type) -> Any:
    if key in value and value[key] is None:
        return None
    return _member(value, key, kind)


def _list(value: dict, key: str, kind: type) -> list:
    found = _member(value, key, list)
    if any(type(one) is not kind for one in found):
        raise NoDecision(f"`{key}` holds what it cannot hold")
    return found


def _receipt(value: dict) -> Receipt:
    index = _member(value, "index", int)
    if index < 0:
        raise NoDecision("`index` is negative")
    return Receipt(_member(value, "shard", str), index, _member(value, "record_id", str))


def _moment(text: Optional[str]) -> Optional[datetime]:
    if text is None:
        return None
    try:
        # Python learned to read `Z` in 3.11.
        return datetime.fromisoformat(text[:-1] + "+00:00" if text.endswith("Z") else text)
    except ValueError as error:
        raise NoDecision("`retry_at` is no moment") from error
