"""What servers answer, and what comes of it."""

import json
import os
import select
import ssl
import threading
import unittest

from leash_client import LeashAgent, LeashDenied, LeashUnavailable

from .stub import DENIED, TOKEN, sends, serving, wire

GOOD = json.dumps(wire()).encode()
RELEASED = threading.Event()


def _hangs(handler):
    RELEASED.wait(5)
    handler.close_connection = True


def _dribbles(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not RELEASED.wait(0.02):
        handler.wfile.write(b"X: y\r\n")


def _breaks_off(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n" + GOOD[:30])
    handler.close_connection = True


def _says_nothing(handler):
    handler.close_connection = True


MISBEHAVING = {
    "an empty answer": b"",
    "half an answer": GOOD[:-5],
    "no JSON": b"<html>allowed</html>",
    "another type": sends(GOOD, Content_Type="text/html"),
    "another status that looks fine": sends(GOOD, 201),
    "a bad token": sends({"title": "Unauthorized"}, 401),
    "a forbidden agent": sends({"title": "Forbidden"}, 403),
    "too many requests": sends({"title": "Too many"}, 429),
    "an allow with an error": sends(GOOD, 500),
    "a redirect": sends(b"", 307, Location="http://127.0.0.1:1/v1/authorize"),
    "a redirect that says allow": sends(GOOD, 302, Location="/elsewhere"),
    "allow said twice": GOOD.replace(b'"allowed": true', b'"allowed": false, "allowed": true'),
    "a list": b"[" + GOOD + b"]",
    "bytes that are no UTF-8": GOOD.replace(b"because", b"\xff"),
    "NaN": GOOD.replace(b"7", b"NaN"),
    "brackets without end": b"[" * 100_000,
    "more than any decision": GOOD + b" " * (2 * 1024 * 1024),
    "an answer that breaks off": _breaks_off,
    "no answer": _says_nothing,
    "a status line of its own": lambda handler: handler.wfile.write(b"ALLOW\r\n\r\n"),
    "allowed as text": wire(allowed="true"),
    "allowed as a number": wire(allowed=1),
    "another effect": wire(effect="ALLOW"),
    "a denial that says allowed": wire(effect="deny"),
    "an allow that says denied": wire(allowed=False),
    "an allow without a receipt": wire(receipt=None),
    "a denial that is not recorded": {**DENIED, "receipt": None},
    "half a receipt": wire(receipt={"shard": "00"}),
    "a receipt nowhere": wire(receipt={"shard": "00", "index": -1, "record_id": "id"}),
    "a true index": wire(receipt={"shard": "00", "index": True, "record_id": "id"}),
    "obligations that are none": wire(obligations=["inspect-result"]),
    "no obligations": {key: value for key, value in wire().items() if key != "obligations"},
    "a bad moment": wire(retry_at="soon"),
}


class Answers(unittest.TestCase):
    def setUp(self):
        RELEASED.clear()
        self.addCleanup(RELEASED.set)
        self.ran = 0

    def call(self, agent, **kwargs):
        @agent.tool("mail.send")
        def send(to="a"):
            self.ran += 1
            return to

        return send(**kwargs)

    def test_runs_what_is_allowed(self):
        with serving(wire()) as stub, LeashAgent(stub.url, TOKEN, server="mail", session="run-1") as agent:
            self.assertEqual(self.call(agent, to="b"), "b")
        expected = {"action": "mail.send", "args": {"to": "b"}, "context": {}, "session": "run-1", "server": "mail", "wait": False}
        self.assertEqual(stub.bodies, [expected])
        self.assertEqual(stub.headers[0]["Authorization"], f"Bearer {TOKEN}")

    def test_raises_a_denial_with_all_that_it_says(self):
        denied = {**DENIED, "retry_at": "2026-01-01T00:00:00.000Z", "obligations": [{"type": "whatever"}]}
        with serving(denied) as stub, LeashAgent(stub.url, TOKEN) as agent, self.assertRaises(LeashDenied) as raised:
            self.call(agent)
        error = raised.exception
        self.assertEqual((str(error), error.rule, error.action), (DENIED["denial"], "p/r", "mail.send"))
        self.assertEqual((error.receipt.index, error.retry_at.year, self.ran), (7, 2026, 0))

    def test_runs_nothing_on_an_answer_that_is_no_decision(self):
        for name, answer in MISBEHAVING.items():
            with self.subTest(name), serving(answer) as stub, LeashAgent(stub.url, TOKEN, timeout=2) as agent:
                with self.assertRaises(LeashUnavailable) as raised:
                    self.call(agent)
                self.assertNotIn(TOKEN, str(raised.exception))
                self.assertEqual((len(stub.bodies), self.ran), (1, 0))

    def test_runs_nothing_where_results_would_have_to_be_looked_through(self):
        with serving(wire(obligations=[{"type": "inspect-result"}])) as stub, LeashAgent(stub.url, TOKEN) as agent:
            with self.assertRaisesRegex(LeashDenied, "inspect-result"):
                self.call(agent)
        self.assertEqual(self.ran, 0)

    def test_gives_up_on_a_server_that_takes_too_long(self):
        for name, answer in {"hangs": _hangs, "dribbles": _dribbles}.items():
            with self.subTest(name), serving(answer) as stub, LeashAgent(stub.url, TOKEN, timeout=0.2) as agent:
                with self.assertRaisesRegex(LeashUnavailable, "within 0.2 s"):
                    self.call(agent)
                RELEASED.set()
            RELEASED.clear()
        self.assertEqual(self.ran, 0)

    def test_runs_nothing_where_nobody_listens(self):
        with LeashAgent("http://127.0.0.1:1", TOKEN) as agent, self.assertRaises(LeashUnavailable):
            self.call(agent)
        self.assertEqual(self.ran, 0)

    def test_shows_what_a_server_says_without_what_a_terminal_obeys(self):
        with serving(sends({"title": "No", "detail": "not\x1b[2J you"}, 403)) as stub, LeashAgent(stub.url, TOKEN) as agent:
            with self.assertRaisesRegex(LeashUnavailable, r"403: No: not\\x1b\[2J you"):
                self.call(agent)

    def test_lets_through_in_observe_mode(self):
        with serving(wire(effect="observe_deny")) as stub, LeashAgent(stub.url, TOKEN) as agent:
            self.assertEqual(self.call(agent), "a")

    def test_a_denial_is_an_answer_to_authorize(self):
        with serving(DENIED) as stub, LeashAgent(stub.url, TOKEN) as agent:
            decision = agent.authorize("mail.send", resource="mailto:a", args={"to": "a"}, context={"n": 1})
        self.assertEqual((decision.allowed, decision.effect, decision.receipt.index), (False, "deny", 7))
        self.assertEqual(stub.bodies[0]["resource"], "mailto:a")
        self.assertEqual(stub.bodies[0]["context"], {"n": 1})


class Connections(unittest.TestCase):
    def test_uses_a_connection_again(self):
        with serving(wire()) as stub, LeashAgent(stub.url, TOKEN) as agent:
            for _ in range(5):
                agent.authorize("a")
        self.assertEqual(stub.connections, 1)

    def test_opens_another_where_the_server_closes_it(self):
        with serving(sends(wire(), Connection="close")) as stub, LeashAgent(stub.url, TOKEN) as agent:
            for _ in range(3):
                self.assertTrue(agent.authorize("a").allowed)
        self.assertEqual(stub.connections, 3)

    def test_opens_another_where_the_server_has_closed_it_without_a_word(self):
        def closes(handler):
            sends(wire())(handler)
            handler.close_connection = True

        with serving(closes) as stub, LeashAgent(stub.url, TOKEN) as agent:
            for _ in range(3):
                self.assertTrue(agent.authorize("a").allowed)
                [(_, _, connection)] = agent._transport._idle
                # Readable is what a closed connection is.
                self.assertTrue(select.select([connection.sock], [], [], 5)[0])
        self.assertEqual(stub.connections, 3)

    def test_shares_no_connection_with_a_forked_process(self):
        with serving(wire()) as stub, LeashAgent(stub.url, TOKEN) as agent:
            agent.authorize("a")
            [(_, since, connection)] = agent._transport._idle
            agent._transport._idle = [(os.getpid() + 1, since, connection)]
            agent.authorize("a")
            connection.close()
        self.assertEqual(stub.connections, 2)

    def test_gives_each_thread_its_own_answer(self):
        def by_action(handler):
            sends(wire(reason=handler.asked["action"]))(handler)

        with serving(by_action) as stub, LeashAgent(stub.url, TOKEN) as agent:
            found, failed = [], []

            def run(number):
                try:
                    for _ in range(10):
                        found.append(agent.authorize(f"a{number}").reason == f"a{number}")
                except Exception as error:  # Told below.
                    failed.append(error)

            threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual((failed, len(found), len(stub.bodies)), ([], 80, 80))
        self.assertTrue(all(found))


class Urls(unittest.TestCase):
    def test_refuses_where_the_token_would_be_readable_on_the_way(self):
        for url in (
            "http://leash.example.com",
            "http://127.0.0.1.example.com",
            "http://user:password@127.0.0.1",
            "https://leash.example.com/?token=x",
            "https://leash.example.com/#x",
            "ftp://127.0.0.1",
            "leash",
            "",
        ):
            with self.subTest(url), self.assertRaises(ValueError):
                LeashAgent(url, TOKEN)
        LeashAgent("http://leash:8000", TOKEN, insecure_http=True).close()
        LeashAgent("http://[::1]:8000", TOKEN).close()

    def test_refuses_what_is_no_token(self):
        for token in ("", "a b", "a\nb", "tökén"):
            with self.subTest(token), self.assertRaises(ValueError):
                LeashAgent("http://127.0.0.1:1", token)

    def test_checks_certificates_unless_told_otherwise(self):
        with LeashAgent("https://127.0.0.1:1", TOKEN) as agent:
            context = agent._transport._context
        self.assertEqual((context.verify_mode, context.check_hostname), (ssl.CERT_REQUIRED, True))

    def test_does_not_show_its_token(self):
        self.assertNotIn(TOKEN, repr(LeashAgent("http://127.0.0.1:1", TOKEN)))


if __name__ == "__main__":
    unittest.main()
