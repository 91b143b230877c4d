"""Puts the tools of a Python agent on a leash. Nothing but the standard library is needed."""

from ._agent import LeashAgent
from ._decision import Decision, Receipt, Rule
from ._errors import LeashDenied, LeashUnavailable

__all__ = ["Decision", "LeashAgent", "LeashDenied", "LeashUnavailable", "Receipt", "Rule"]
