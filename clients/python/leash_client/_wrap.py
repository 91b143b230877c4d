"""Functions on a leash: each stays what it was, synchronous, asynchronous or a generator."""

from __future__ import annotations

import functools
import inspect
from dataclasses import dataclass
from typing import Any, Callable, Dict, Mapping, Optional, Protocol, Union

from ._errors import LeashDenied, not_run, printable
from ._plain import NotPlain, isolated, plain_copies

Args = Dict[str, Any]
#: A fixed value, or how to tell it from the arguments.
Resource = Union[None, str, Callable[[Args], Optional[str]]]
Context = Union[None, Mapping[str, Any], Callable[[Args], Mapping[str, Any]]]


@dataclass(frozen=True)
class Naming:
    """How a tool is named for policies, and what is said of its calls."""

    action: str
    resource: Resource = None
    context: Context = None
    #: Says itself what is judged; objects of classes then go to the function as they are.
    args: Optional[Callable[[Args], Mapping[str, Any]]] = None


@dataclass(frozen=True)
class Question:
    """Something that is to be decided. What it holds is nobody else's."""

    action: str
    resource: Optional[str]
    args: Args
    context: Args


class Gate(Protocol):
    """What decides: raises ``LeashDenied`` or ``LeashUnavailable`` unless the call may run."""

    def admit(self, question: Question) -> None: ...

    async def admit_async(self, question: Question) -> None: ...


def wrap(gate: Gate, function: Callable[..., Any], naming: Naming) -> Callable[..., Any]:
    """The same function, decided before it runs."""
    if not (inspect.isroutine(function) or isinstance(function, functools.partial)):
        raise TypeError(f"`{type(function).__name__}` cannot be guarded: it is no function; pass the function that it calls")
    try:
        signature = inspect.signature(function)
    except ValueError as error:
        raise TypeError("a function that does not tell its parameters cannot be guarded; wrap it in one that does") from error

    def prepared(args: tuple, kwargs: dict) -> tuple:
        return _prepare(naming, signature, args, kwargs)

    if inspect.isasyncgenfunction(function):

        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            question, bound = prepared(args, kwargs)
            await gate.admit_async(question)
            source = function(*bound.args, **bound.kwargs)
            try:
                async for value in source:
                    yield value
            finally:
                await source.aclose()

    elif inspect.iscoroutinefunction(function):

        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            question, bound = prepared(args, kwargs)
            await gate.admit_async(question)
            return await function(*bound.args, **bound.kwargs)

    elif inspect.isgeneratorfunction(function):

        def wrapper(*args: Any, **kwargs: Any) -> Any:
            question, bound = prepared(args, kwargs)
            gate.admit(question)
            return (yield from function(*bound.args, **bound.kwargs))

    else:

        def wrapper(*args: Any, **kwargs: Any) -> Any:
            question, bound = prepared(args, kwargs)
            gate.admit(question)
            return function(*bound.args, **bound.kwargs)

    guarded = functools.wraps(function)(wrapper)
    # It would lead around the leash.
    del guarded.__wrapped__
    guarded.__signature__ = signature  # type: ignore[attr-defined]  # What `inspect.signature` reads.
    return guarded


def question_of(naming: Naming, args: Any) -> Question:
    """Puts the question whether a call may be. Raises ``LeashDenied`` for what cannot be put."""
    try:
        judged = _object(args, "args")
        resource, context = naming.resource, naming.context
        # Each gets a copy of its own: what is judged cannot be changed from outside.
        told = context(plain_copies(judged)[0]) if callable(context) else context
        about = resource(plain_copies(judged)[0]) if callable(resource) else resource
        if about is not None and type(about) is not str:
            raise NotPlain("resource", "is no text")
        return Question(naming.action, about, judged, _object({} if told is None else told, "context"))
    except Exception as error:
        raise _unjudged(naming.action, error) from error


def _prepare(naming: Naming, signature: inspect.Signature, args: tuple, kwargs: dict) -> tuple:
    """What is judged, and what runs: a call that does not fit the function is its caller's mistake, and nobody is asked."""
    bound = signature.bind(*args, **kwargs)
    bound.apply_defaults()
    try:
        judged = _own_args(bound, naming)
    except Exception as error:
        raise _unjudged(naming.action, error) from error
    return question_of(naming, judged), bound


def _own_args(bound: inspect.BoundArguments, naming: Naming) -> Args:
    """Reads each argument once, and puts a copy in its place."""
    names = [name for index, name in enumerate(bound.arguments) if not (index == 0 and name in ("self", "cls"))]
    if naming.args is not None:
        for name in names:
            bound.arguments[name] = isolated(bound.arguments[name])
        return _object(naming.args({name: isolated(bound.arguments[name]) for name in names}), "args")
    judged: Args = {}
    for name in names:
        shown, bound.arguments[name] = plain_copies(bound.arguments[name], f"/{name}")
        is_rest = bound.signature.parameters[name].kind is inspect.Parameter.VAR_KEYWORD
        for key, value in shown.items() if is_rest else [(name, shown)]:
            if key in judged:
                raise NotPlain(f"/{key}", "is there twice")
            judged[key] = value
    return judged


def _object(value: Any, name: str) -> Args:
    judged, _ = plain_copies(value, name)
    if type(judged) is not dict:
        raise NotPlain(name, "is no dict")
    return judged


def _unjudged(action: str, error: Exception) -> LeashDenied:
    why = printable(str(error)) if isinstance(error, NotPlain) else "what is judged of it could not be told"
    return not_run(action, f"its arguments cannot be judged: {why}")
