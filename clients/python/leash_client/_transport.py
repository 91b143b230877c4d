"""One request, one whole answer, in time; or none at all."""

from __future__ import annotations

import http.client
import os
import select
import socket
import ssl
import threading
import time
from typing import List, Optional, Tuple
from urllib.parse import urlsplit

#: Far above any decision.
MOST_BYTES = 1024 * 1024
#: A connection that was idle for longer is opened anew: servers close theirs after a few seconds.
IDLE_SECONDS = 2.0


class NoAnswer(Exception):
    """There is no whole answer. The message holds nothing of the request."""


class Transport:
    """Connections to one server, for as many threads as there are. Redirects and proxies of the environment are not followed."""

    def __init__(self, url: str, *, insecure_http: bool, ssl_context: Optional[ssl.SSLContext]) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("`url` has to be an http or https URL")
        if parts.username is not None or parts.password is not None:
            raise ValueError("`url` holds a password; pass `token` instead")
        if parts.query or parts.fragment:
            raise ValueError("`url` takes no query and no fragment")
        if parts.scheme == "http" and not insecure_http and not _is_this_machine(parts.hostname):
            raise ValueError("`url` is plain HTTP to another machine; use https, or set `insecure_http`")
        self._host, self._port = parts.hostname, parts.port
        self._path = parts.path.rstrip("/") + "/v1/authorize"
        self._context = (ssl_context or ssl.create_default_context()) if parts.scheme == "https" else None
        self._idle: List[Tuple[int, float, http.client.HTTPConnection]] = []
        self._lock = threading.Lock()

    def post(self, body: bytes, token: str, timeout: float) -> Tuple[int, str, bytes]:
        """Status, media type and body of the answer. Raises ``NoAnswer``; the connection is then used no more."""
        end = time.monotonic() + timeout
        connection = self._take()
        try:
            connection = connection or self._open(timeout)
            answer, reusable = _exchange(connection, self._path, body, token, end)
        except BaseException as error:
            if connection is not None:
                connection.close()
            if not isinstance(error, Exception):
                raise
            late = time.monotonic() >= end or isinstance(error, TimeoutError)
            raise NoAnswer(f"it did not answer within {timeout} s" if late else _told(error)) from error
        if reusable:
            self._give_back(connection)
        else:
            connection.close()
        return answer

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for _, _, connection in idle:
            connection.close()

    def _open(self, timeout: float) -> http.client.HTTPConnection:
        if self._context is None:
            connection = http.client.HTTPConnection(self._host, self._port, timeout=timeout)
        else:
            connection = http.client.HTTPSConnection(self._host, self._port, timeout=timeout, context=self._context)
        connection.connect()
        # Never again in secret: a request goes out on the connection that it was meant for.
        connection.auto_open = 0
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def _take(self) -> Optional[http.client.HTTPConnection]:
        while True:
            with self._lock:
                if not self._idle:
                    return None
                pid, since, connection = self._idle.pop()
            if pid != os.getpid():
                # It is the parent's: an answer on it would be the parent's answer.
                continue
            if time.monotonic() - since < IDLE_SECONDS and _is_silent(connection):
                return connection
            connection.close()

    def _give_back(self, connection: http.client.HTTPConnection) -> None:
        with self._lock:
            self._idle.append((os.getpid(), time.monotonic(), connection))


def _is_this_machine(host: str) -> bool:
    parts = host.split(".")
    is_loopback = len(parts) == 4 and parts[0] == "127" and all(part.isdecimal() and len(part) <= 3 for part in parts)
    return host in ("localhost", "::1") or is_loopback


def _is_silent(connection: http.client.HTTPConnection) -> bool:
    """Nothing was closed, and nobody has sent what nobody asked for."""
    try:
        return connection.sock is not None and not select.select([connection.sock], [], [], 0)[0]
    except (OSError, ValueError):
        return False


def _exchange(
    connection: http.client.HTTPConnection, path: str, body: bytes, token: str, end: float
) -> Tuple[Tuple[int, str, bytes], bool]:
    sock = connection.sock
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    sock.settimeout(left)
    # A timeout of the socket starts anew with each byte: a server that dribbles would never be late.
    watch = threading.Timer(left, _cut, [sock])
    watch.daemon = True
    watch.start()
    try:
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Accept": "application/json, application/problem+json",
        }
        connection.request("POST", path, body=body, headers=headers)
        with connection.getresponse() as response:
            content = response.read(MOST_BYTES + 1)
            if len(content) > MOST_BYTES:
                raise NoAnswer("its answer is longer than any decision")
            # What came after the cut is not what TLS has vouched for.
            if time.monotonic() >= end:
                raise TimeoutError
            reusable = not response.will_close and response.isclosed()
            media_type = response.headers.get_content_type() if "Content-Type" in response.headers else ""
            return (response.status, media_type, content), reusable
    finally:
        watch.cancel()


def _cut(sock: socket.socket) -> None:
    try:
        # Not that of `ssl`, which would leave the rest to be read without TLS.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        pass


def _told(error: Exception) -> str:
    if isinstance(error, NoAnswer):
        return str(error)
    if isinstance(error, ssl.SSLError):
        return "its certificate or its TLS is not good"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"it cannot be asked ({type(error).__name__})"
