"""Functions on a leash, of every kind."""

import asyncio
import contextlib
import functools
import inspect
import threading
import unittest

from leash_client import LeashAgent, LeashDenied, LeashUnavailable

from .stub import DENIED, TOKEN, sends, serving, wire


class Odd(dict):
    pass


class Text(str):
    pass


CIRCLE = []
CIRCLE.append(CIRCLE)
BOMB = ["x"]
for _ in range(30):
    BOMB = [BOMB, BOMB]


class Tools(unittest.TestCase):
    def agent(self, answer=None):
        stack = contextlib.ExitStack()
        self.addCleanup(stack.close)
        self.stub = stack.enter_context(serving(wire() if answer is None else answer))
        return stack.enter_context(LeashAgent(self.stub.url, TOKEN))

    def asked(self):
        return [(body["action"], body["args"]) for body in self.stub.bodies]

    def test_names_arguments_as_the_function_does_and_judges_defaults_too(self):
        agent = self.agent()

        @agent.tool("mail.send")
        def send(to, subject="none", *copies, urgent=False, **headers):
            """Sends a mail."""
            return (to, subject, copies, urgent, headers)

        self.assertEqual(send("a"), ("a", "none", (), False, {}))
        self.assertEqual(send("a", "s", "b", "c", urgent=True, x=1), ("a", "s", ("b", "c"), True, {"x": 1}))
        first = {"to": "a", "subject": "none", "copies": [], "urgent": False}
        second = {"to": "a", "subject": "s", "copies": ["b", "c"], "urgent": True, "x": 1}
        self.assertEqual(self.asked(), [("mail.send", first), ("mail.send", second)])
        self.assertEqual((send.__name__, send.__doc__), ("send", "Sends a mail."))
        self.assertEqual(list(inspect.signature(send).parameters), ["to", "subject", "copies", "urgent", "headers"])
        self.assertFalse(hasattr(send, "__wrapped__"))

    def test_keeps_each_kind_of_function(self):
        agent = self.agent()

        async def coroutine(x):
            return x

        def generator(x):
            sent = yield x
            return sent

        async def stream(x):
            yield x

        wrapped = agent.guard({"coroutine": coroutine, "generator": generator, "stream": stream})
        self.assertTrue(inspect.iscoroutinefunction(wrapped["coroutine"]))
        self.assertTrue(inspect.isgeneratorfunction(wrapped["generator"]))
        self.assertTrue(inspect.isasyncgenfunction(wrapped["stream"]))
        self.assertEqual(asyncio.run(wrapped["coroutine"](1)), 1)
        running = wrapped["generator"](2)
        self.assertEqual(next(running), 2)
        with self.assertRaises(StopIteration) as stopped:
            running.send("sent")
        self.assertEqual(stopped.exception.value, "sent")

        async def read():
            return [value async for value in wrapped["stream"](3)]

        self.assertEqual(asyncio.run(read()), [3])

    def test_runs_nothing_of_any_kind_that_is_denied(self):
        agent = self.agent(DENIED)
        ran = []

        async def coroutine():
            ran.append(1)

        def generator():
            ran.append(1)
            yield

        async def stream():
            ran.append(1)
            yield

        def function():
            ran.append(1)

        async def read():
            return [value async for value in agent.guard(stream)()]

        calls = [
            agent.guard(function),
            lambda: asyncio.run(agent.guard(coroutine)()),
            lambda: list(agent.guard(generator)()),
            lambda: asyncio.run(read()),
        ]
        for call in calls:
            with self.assertRaises(LeashDenied):
                call()
        self.assertEqual((ran, len(self.stub.bodies)), ([], 4))

    def test_runs_what_was_judged_whatever_changes_meanwhile(self):
        given = {"to": ["a@example.com"]}

        def changing(handler):
            given["to"][0] = "thief@example.com"
            sends(wire())(handler)

        agent = self.agent(changing)
        self.assertEqual(agent.tool("send")(lambda mail: mail)(given), {"to": ["a@example.com"]})
        self.assertEqual(self.asked(), [("send", {"mail": {"to": ["a@example.com"]}})])

    def test_refuses_what_policies_cannot_judge_and_asks_nobody(self):
        agent = self.agent()
        ran = []
        tool = agent.tool("a")(lambda value: ran.append(value))
        bad = [
            object(),
            b"bytes",
            {1, 2},
            Odd(a=1),
            Text("x"),
            float("nan"),
            float("inf"),
            2**53,
            -(2**53),
            "\ud800",
            {"\ud800": 1},
            {1: 2},
            lambda: 1,
            CIRCLE,
            BOMB,
            1j,
        ]
        for index, value in enumerate(bad):
            with self.subTest(index), self.assertRaises(LeashDenied) as raised:
                tool(value)
            self.assertIsNone(raised.exception.receipt)
        self.assertEqual((ran, self.stub.bodies), ([], []))
        tool([2**53 - 1, (True, None, 1.5)])
        self.assertEqual(ran, [[2**53 - 1, (True, None, 1.5)]])

    def test_lets_a_function_say_what_is_judged_without_letting_it_change_what_runs(self):
        agent = self.agent()

        def judged(args):
            args["paths"].append("slipped in")
            return {"size": len(args["data"]), "paths": args["paths"][:1]}

        tool = agent.tool("write", args=judged)(lambda data, paths: (data, paths))
        self.assertEqual(tool(b"123", ["/a"]), (b"123", ["/a"]))
        self.assertEqual(self.asked(), [("write", {"size": 3, "paths": ["/a"]})])

    def test_tells_resource_and_context_from_the_arguments(self):
        agent = self.agent()

        def resource(args):
            uri = "file://" + args["path"]
            args["path"] = "/etc/shadow"
            return uri

        tool = agent.tool("read", resource=resource, context=lambda args: {"length": len(args["path"])})
        self.assertEqual(tool(lambda path: path)("/a"), "/a")
        [body] = self.stub.bodies
        self.assertEqual((body["resource"], body["context"], body["args"]), ("file:///a", {"length": 2}, {"path": "/a"}))

    def test_denies_where_something_about_a_call_cannot_be_told(self):
        agent = self.agent()

        def fails(_):
            raise RuntimeError("the value is hunter2")

        for said in ({"resource": fails}, {"context": fails}, {"args": fails}, {"resource": lambda _: 1}, {"context": {"x": b""}}):
            with self.subTest(said), self.assertRaises(LeashDenied) as raised:
                agent.tool("a", **said)(lambda: 1)()
            self.assertNotIn("hunter2", str(raised.exception))
        self.assertEqual(self.stub.bodies, [])

    def test_a_call_that_does_not_fit_is_its_callers_mistake(self):
        agent = self.agent()
        with self.assertRaises(TypeError):
            agent.tool("a")(lambda x: x)()
        self.assertEqual(self.stub.bodies, [])

    def test_takes_methods(self):
        agent = self.agent()

        class Mailer:
            sender = "me"

            @agent.tool("mail.send")
            def send(self, to):
                return self.sender, to

            def plain(self, to):
                return self.sender, to

        self.assertEqual(Mailer().send("a"), ("me", "a"))
        self.assertEqual(agent.guard(Mailer().plain, prefix="x.")("b"), ("me", "b"))
        self.assertEqual(self.asked(), [("mail.send", {"to": "a"}), ("x.plain", {"to": "b"})])

    def test_passes_on_what_a_function_raises(self):
        agent = self.agent()

        def fails():
            raise KeyError("x")

        with self.assertRaises(KeyError):
            agent.guard(fails)()

    def test_guards_lists_and_dicts_under_their_names(self):
        agent = self.agent()

        def read(path):
            return path

        first, second = agent.guard([read, functools.wraps(read)(lambda path: path)], prefix="files.")
        first("/a")
        second("/b")
        agent.guard({"load": read})["load"]("/c")
        expected = [("files.read", {"path": "/a"}), ("files.read", {"path": "/b"}), ("load", {"path": "/c"})]
        self.assertEqual(self.asked(), expected)

    def test_refuses_what_it_cannot_guard(self):
        agent = self.agent()
        for tools in ([lambda: 1], "text", 1, None, Odd(a=len), {"a": 1}, [[len]], {"a": {"b": len}}, int, object()):
            with self.subTest(tools), self.assertRaises(TypeError):
                agent.guard(tools)

    def test_acts_as_whom_it_is_told(self):
        agent = self.agent()
        other = "eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJiIn0.c2ln"
        tool = agent.tool("a")(lambda: 1)

        @agent.tool("a")
        async def later():
            return 1

        with agent.with_agent("clerk"):
            tool()
            thread = threading.Thread(target=tool)
            thread.start()
            thread.join()
            with agent.with_agent(other):
                asyncio.run(later())
        tool()
        names = [body.get("agent_id") for body in self.stub.bodies]
        tokens = [headers["Authorization"] for headers in self.stub.headers]
        self.assertEqual(names, ["clerk", None, None, None])
        self.assertEqual(tokens, [f"Bearer {TOKEN}"] * 2 + [f"Bearer {other}", f"Bearer {TOKEN}"])

    def test_a_call_that_is_called_off_while_it_is_decided_runs_nothing(self):
        reached, released = threading.Event(), threading.Event()

        def slow(handler):
            reached.set()
            released.wait(5)
            sends(wire())(handler)

        agent = self.agent(slow)
        ran = []

        @agent.tool("a")
        async def tool():
            ran.append(1)

        async def cancel():
            task = asyncio.create_task(tool())
            await asyncio.to_thread(reached.wait, 5)
            task.cancel()
            released.set()
            with contextlib.suppress(asyncio.CancelledError):
                await task

        asyncio.run(cancel())
        self.assertEqual(ran, [])

    def test_does_not_stop_other_tasks_while_it_asks(self):
        go = threading.Event()

        def slow(handler):
            go.wait(5)
            sends(wire())(handler)

        agent = self.agent(slow)

        @agent.tool("a")
        async def tool():
            return go.is_set()

        async def both():
            task = asyncio.create_task(tool())
            await asyncio.sleep(0)
            go.set()
            return await task

        self.assertTrue(asyncio.run(both()))

    def test_is_unavailable_after_a_server_has_gone(self):
        agent = self.agent()
        tool = agent.tool("a")(lambda: 1)
        self.assertEqual(tool(), 1)
        self.doCleanups()
        with self.assertRaises(LeashUnavailable):
            tool()


if __name__ == "__main__":
    unittest.main()
