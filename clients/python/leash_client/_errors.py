"""What a call ends with that was not run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from datetime import datetime

    from ._decision import Decision, Receipt


class LeashDenied(Exception):
    """A call was not run. The message is the whole denial, for a model to act on."""

    def __init__(self, action: str, message: str, reason: str, decision: Optional[Decision] = None) -> None:
        super().__init__(message)
        self.action = action
        #: Without argument values.
        self.reason = reason
        #: None where nobody was asked, since the call cannot be judged at all.
        self.decision = decision

    @property
    def rule(self) -> Optional[str]:
        """The rule that decided, as ``policy/rule``; None where none did."""
        if self.decision is None or not self.decision.rules:
            return None
        first = self.decision.rules[0]
        return f"{first.policy}/{first.rule}"

    @property
    def receipt(self) -> Optional[Receipt]:
        """Where the decision stands in the log."""
        return None if self.decision is None else self.decision.receipt

    @property
    def retry_at(self) -> Optional[datetime]:
        """When a used-up rate limit lets the next call through."""
        return None if self.decision is None else self.decision.retry_at


class LeashUnavailable(Exception):
    """Nobody could decide, or the decision could not be recorded: nothing was run, and it may be tried again later."""


def denied_by(action: str, decision: Decision) -> LeashDenied:
    """What the policies said no to."""
    return LeashDenied(action, decision.denial or f"Leash denied this: {decision.reason}", decision.reason, decision)


def not_run(action: str, reason: str, decision: Optional[Decision] = None) -> LeashDenied:
    """What cannot be judged, or cannot be run as the rules want it."""
    return LeashDenied(action, f"Leash denied this: `{printable(action)}` was not run.\nReason: {reason}", reason, decision)


def printable(text: str, longest: int = 200) -> str:
    """Text from outside, without what a terminal obeys or hides."""
    shown = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text[: longest + 1])
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"
