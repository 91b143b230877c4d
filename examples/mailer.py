"""Tools of a Python agent, decided by a server: `leash start`, and a token of `leash agents register mailer`."""

import asyncio
import os

from leash_client import LeashAgent, LeashDenied, LeashUnavailable

agent = LeashAgent(os.environ.get("LEASH_URL", "http://127.0.0.1:8000"), os.environ["LEASH_TOKEN"])


@agent.tool("mail.send", resource=lambda args: f"mailto:{args['to']}")
def send(to: str, text: str) -> str:
    return f"sent {len(text)} characters to {to}"


@agent.tool("mail.send")
async def send_later(to: str, text: str = "later") -> str:
    return f"sent {len(text)} characters to {to}"


def archive(folder: str) -> str:
    return f"archived {folder}"


# A function, a list or a dict of functions, under their own names: this one is `mail.archive`.
tools = agent.guard({"archive": archive}, prefix="mail.")

print(send("ann@example.com", "hello"))
print(asyncio.run(send_later("ann@example.com")))
for call in (lambda: send("ann@example.org", "hello"), lambda: tools["archive"]("inbox")):
    try:
        print(call())
    except LeashDenied as denied:
        print(denied, denied.rule, denied.receipt)
    except LeashUnavailable as unavailable:
        print("nobody has decided:", unavailable)

decision = agent.authorize("mail.send", args={"to": "ann@example.com", "text": "hello"})
print(decision.allowed, decision.reason)
agent.close()
