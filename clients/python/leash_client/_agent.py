"""What an agent's program uses."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import json
import re
import ssl
import uuid
from typing import Any, Callable, Dict, Iterator, Mapping, Optional, TypeVar

from ._decision import Decision, NoDecision, read_decision
from ._errors import LeashUnavailable, denied_by, not_run, printable
from ._transport import NoAnswer, Transport
from ._wrap import Args, Context, Naming, Question, Resource, question_of, wrap

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

_NOBODY = "nothing was run, since the Leash server has not decided"
#: A JWT, or a token of `leash token new`: told from a name, so that none ends up in a log as a name.
_TOKEN = re.compile(r"eyJ[\w-]*\.[\w-]+\.[\w-]*|leash_[\w-]{43}", re.ASCII)
_GOOD_TOKEN = re.compile(r"[\x21-\x7e]+")

_acting: contextvars.ContextVar[Optional[str]] = contextvars.ContextVar("leash_acting", default=None)


class LeashAgent:
    """
    Asks a Leash server (`leash start`) before each call, and runs nothing without a recorded allow.

    ``token`` is the agent's own. ``server`` is the name under which policies know these tools, ``session`` groups what
    one run does. ``wait`` makes calls wait for a person where a rule asks for one. ``timeout`` is in seconds, for the
    whole answer: 10, or 150 with ``wait``. Threads may share one agent.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        server: Optional[str] = None,
        session: Optional[str] = None,
        timeout: Optional[float] = None,
        wait: bool = False,
        insecure_http: bool = False,
        ssl_context: Optional[ssl.SSLContext] = None,
    ) -> None:
        if not _GOOD_TOKEN.fullmatch(token):
            raise ValueError("`token` is empty, or holds what no token holds")
        self._transport = Transport(url, insecure_http=insecure_http, ssl_context=ssl_context)
        self._token = token
        self._server = server
        self._session = session or str(uuid.uuid4())
        self._wait = wait
        self._timeout = timeout if timeout is not None else (150.0 if wait else 10.0)
        self._gate = _AgentGate(self)

    def __repr__(self) -> str:
        return f"LeashAgent(session={self._session!r})"

    def __enter__(self) -> LeashAgent:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections that are idle."""
        self._transport.close()

    def tool(
        self,
        action: str,
        *,
        resource: Resource = None,
        context: Context = None,
        args: Optional[Callable[[Args], Mapping[str, Any]]] = None,
    ) -> Callable[[F], F]:
        """Decorates a function, which policies know as ``action`` from then on."""

        def decorate(function: F) -> F:
            return wrap(self._gate, function, Naming(action, resource, context, args))  # type: ignore[return-value]  # Of the same kind.

        return decorate

    def guard(self, tools: T, *, prefix: str = "", resource: Resource = None, context: Context = None) -> T:
        """Puts a function, a list or a dict of functions on the leash, under their names. Raises TypeError for all else."""

        def one(function: Any, name: Optional[str] = None) -> Any:
            if name is None:
                name = getattr(function, "__name__", None)
            if type(name) is not str or name == "<lambda>":
                raise TypeError("a function without a name cannot be guarded; pass a dict of names and functions")
            return wrap(self._gate, function, Naming(prefix + name, resource, context))

        if type(tools) is dict:
            return {name: one(function, name) for name, function in tools.items()}  # type: ignore[return-value]
        if type(tools) in (list, tuple):
            return type(tools)(one(function) for function in tools)  # type: ignore[call-arg,attr-defined]
        return one(tools)

    def authorize(
        self,
        action: str,
        *,
        resource: Optional[str] = None,
        args: Optional[Mapping[str, Any]] = None,
        context: Optional[Mapping[str, Any]] = None,
    ) -> Decision:
        """
        Only asks. Run nothing unless ``allowed``, and do what ``obligations`` say: ``tool`` and ``guard`` see to both.
        Raises ``LeashUnavailable`` where nobody has decided.
        """
        return self._decide(question_of(Naming(action, resource, context), {} if args is None else args))

    @contextlib.contextmanager
    def with_agent(self, name_or_token: str) -> Iterator[None]:
        """Acts as another agent inside the block; each thread and each task has its own."""
        before = _acting.set(name_or_token)
        try:
            yield
        finally:
            _acting.reset(before)

    def _decide(self, question: Question) -> Decision:
        body: Dict[str, Any] = {
            "action": question.action,
            "args": question.args,
            "context": question.context,
            "session": self._session,
            "wait": self._wait,
        }
        if question.resource is not None:
            body["resource"] = question.resource
        if self._server is not None:
            body["server"] = self._server
        acting, token = _acting.get(), self._token
        if acting is not None:
            if _TOKEN.fullmatch(acting):
                token = acting
            else:
                body["agent_id"] = acting
        try:
            text = json.dumps(body, allow_nan=False).encode("utf-8")
            status, media_type, content = self._transport.post(text, token, self._timeout)
        except (NoAnswer, ValueError) as error:
            raise LeashUnavailable(f"{_NOBODY}: {error}") from error
        if status != 200:
            raise LeashUnavailable(f"{_NOBODY}: {_problem(status, content)}")
        if media_type != "application/json":
            raise LeashUnavailable(f"{_NOBODY}: its answer is no JSON")
        try:
            decision = read_decision(content)
        except NoDecision as error:
            raise LeashUnavailable(f"{_NOBODY}: {error}") from error
        if decision.allowed and decision.receipt is None:
            raise LeashUnavailable(f"the decision is not recorded, so it allows nothing: {printable(decision.reason)}")
        return decision


class _AgentGate:
    def __init__(self, agent: LeashAgent) -> None:
        self._agent = agent

    def admit(self, question: Question) -> None:
        decision = self._agent._decide(question)
        if decision.receipt is None:
            raise LeashUnavailable(decision.denial or decision.reason)
        if not decision.allowed:
            raise denied_by(question.action, decision)
        if decision.obligations:
            what = ", ".join(sorted({printable(one, 40) for one in decision.obligations}))
            raise not_run(question.action, f"this client cannot do what the rule wants besides: {what}", decision)

    async def admit_async(self, question: Question) -> None:
        # Whoever is cancelled meanwhile runs nothing: the decision stands, and nobody acts on it.
        await asyncio.to_thread(self.admit, question)


def _problem(status: int, content: bytes) -> str:
    """What an RFC 9457 document says; it is from outside, so it is made printable."""
    try:
        value = json.loads(content.decode("utf-8"))
        said = [value[key] for key in ("title", "detail") if isinstance(value.get(key), str)]
    except (ValueError, AttributeError, RecursionError):
        said = []
    return f"it answered {status}" + (f": {printable(': '.join(said), 500)}" if said else "")
