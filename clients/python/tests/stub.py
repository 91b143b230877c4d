"""A server that answers as a test says, and remembers what it was asked."""

from __future__ import annotations

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Iterator, List

TOKEN = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhIn0.c2ln"


def wire(**said: Any) -> dict:
    """An answer of `POST /v1/authorize`, with what matters to a test."""
    answer = {
        "allowed": True,
        "effect": "allow",
        "reason": "because",
        "denial": None,
        "near_miss": None,
        "rules": [{"policy": "p", "rule": "r"}],
        "obligations": [],
        "owasp": ["ASI02"],
        "policy_set": "sha256:" + "0" * 64,
        "session": "s",
        "receipt": {"shard": "00", "index": 7, "record_id": "id"},
        "retry_at": None,
    }
    answer.update(said)
    return answer


DENIED = wire(allowed=False, effect="deny", denial="Leash denied this: `x` was not run.", reason="no")


class Stub:
    def __init__(self, url: str) -> None:
        self.url = url
        self.bodies: List[dict] = []
        self.headers: List[Any] = []
        self.connections = 0


Answer = Callable[[BaseHTTPRequestHandler], None]


def sends(body: Any, status: int = 200, **headers: str) -> Answer:
    """Answers with JSON, or with bytes as they are."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


@contextlib.contextmanager
def serving(answer: Any) -> Iterator[Stub]:
    """A server on loopback, for as long as the block runs."""
    act: Answer = answer if callable(answer) else sends(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            stub.connections += 1

        def do_POST(self) -> None:
            self.asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            stub.bodies.append(self.asked)
            stub.headers.append(self.headers)
            with contextlib.suppress(OSError):
                act(self)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            """A client that hangs up is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stub = Stub(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
