"""Against a real server, where `LEASH_URL` and `LEASH_TOKEN` name one that runs under `examples/mail.yaml`."""

import asyncio
import os
import threading
import unittest

from leash_client import LeashAgent, LeashDenied, LeashUnavailable

URL, TOKEN = os.environ.get("LEASH_URL"), os.environ.get("LEASH_TOKEN")


def load_tests(loader, tests, _pattern):
    return tests if URL and TOKEN else unittest.TestSuite()


class Server(unittest.TestCase):
    def setUp(self):
        self.agent = LeashAgent(URL, TOKEN)
        self.addCleanup(self.agent.close)
        self.ran = []

        @self.agent.tool("mail.send")
        def send(to, text):
            self.ran.append(to)
            return to

        self.send = send

    def test_runs_what_the_policies_allow_and_nothing_else(self):
        self.assertEqual(self.send("ann@example.com", "hello"), "ann@example.com")
        with self.assertRaises(LeashDenied) as raised:
            self.send("ann@example.org", "hello")
        self.assertIsNotNone(raised.exception.receipt)
        self.assertIn("Leash denied this: `api/mail.send` was not run.", str(raised.exception))
        self.assertEqual(self.ran, ["ann@example.com"])

    def test_denies_an_argument_that_no_rule_knows(self):
        tool = self.agent.tool("mail.send")(lambda to, text, bcc: self.ran.append(bcc))
        with self.assertRaises(LeashDenied):
            tool("ann@example.com", "hello", "thief@example.org")
        self.assertEqual(self.ran, [])

    def test_runs_nothing_whose_result_would_have_to_be_looked_through(self):
        tool = self.agent.tool("mail.read")(lambda: self.ran.append("read"))
        with self.assertRaisesRegex(LeashDenied, "inspect-result"):
            tool()
        self.assertEqual(self.ran, [])

    def test_acts_as_nobody_else(self):
        with self.agent.with_agent("somebody"), self.assertRaises(LeashUnavailable):
            self.send("ann@example.com", "hello")
        with self.agent.with_agent("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."), self.assertRaises(LeashUnavailable):
            self.send("ann@example.com", "hello")
        self.assertEqual(self.ran, [])

    def test_serves_threads_and_tasks_at_once(self):
        @self.agent.tool("mail.send")
        async def later(to, text):
            self.ran.append(to)

        async def all_at_once():
            await asyncio.gather(*(later("ann@example.com", str(number)) for number in range(10)))

        threads = [threading.Thread(target=self.send, args=("ann@example.com", "x")) for _ in range(4)]
        for thread in threads:
            thread.start()
        asyncio.run(all_at_once())
        for thread in threads:
            thread.join()
        self.assertEqual(len(self.ran), 14)


if __name__ == "__main__":
    unittest.main()
