import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { FREE, memoryLog, relaySession } from '../../fixtures/proxies/relaySession.ts';
import { startChild } from '../../src/app/childUpstream.ts';
import { runProxy, type OpenedSession } from '../../src/app/runtime.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { openDiagnostics } from '../../src/edge/diagnostics.ts';
import { openClientStdio } from '../../src/edge/stdio.ts';
import {
  buildProxied,
  buildRelay,
  eventually,
  fixture,
  isAlive,
  pidAfter,
  run,
  scratch,
  textOf,
  watchdogsOf,
  wire,
  type StartProxied,
} from './processes.ts';

let proxied: StartProxied;

beforeAll(async () => {
  proxied = await buildProxied();
});

describe.concurrent('runProxy', () => {
  describe('a session from end to end', () => {
    it('passes messages both ways and ends with the client', async () => {
      const folder = scratch();
      const running = proxied('echo', [], { SEEN: join(folder, 'seen') });
      running.wire.send({ id: 0, method: 'initialize', params: {} }, { method: 'notifications/initialized' });
      expect(await running.wire.answer(0)).toMatchObject({ result: { serverInfo: { name: 'echo' } } });
      running.wire.call(1, 'echo', { text: 'hello' });
      running.wire.call('1', 'delete_file', { path: '/' });
      expect(textOf(await running.wire.answer(1))).toBe('hello');
      expect(await running.wire.answer('1')).toMatchObject({ error: { message: 'denied' } });
      running.closeStdin();
      expect(await running.exit).toEqual({ code: 0, signal: null });
      const seen = readFileSync(join(folder, 'seen'), 'utf8');
      expect(seen).toContain('"echo"');
      expect(seen).not.toContain('delete_file');
    });

    it('lets a server ask its client', async () => {
      const running = proxied('asks-back');
      running.wire.call(1, 'any');
      for (let id = 0; id < 3; id += 1) {
        await eventually(`question ${id}`, () =>
          running.wire.lines.some((line) => line.includes(`"id":${id},"method"`)),
        );
        running.wire.send({ id, result: { answered: id } });
      }
      expect(JSON.parse(textOf(await running.wire.answer(1)))).toEqual({
        'sampling/createMessage': { answered: 0 },
        'roots/list': { answered: 1 },
        'elicitation/create': { answered: 2 },
      });
      running.closeStdin();
      await running.exit;
    });

    it('sends what is not MCP to stderr, escaped, and nothing but MCP to the client', async () => {
      const running = proxied('babbles');
      running.wire.call(1, 'any', { text: 'still here' });
      expect(textOf(await running.wire.answer(1))).toBe('still here');
      running.closeStdin();
      await running.exit;
      expect(running.wire.lines).toHaveLength(1);
      expect(running.stderr()).toContain('[server stdout] Server listening on stdio\n');
      expect(running.stderr()).toContain('[server stdout] \\x1b[32mINFO\\x1b[0m ready \\x1b]0;owned\\x07\n');
      expect(running.stderr()).not.toContain('\x1b');
    });

    it('answers the calls that were sent before the client closed its stdin', async () => {
      const running = proxied('echo');
      running.wire.call(1, 'echo', { text: 'a' });
      running.wire.call(2, 'delete_file');
      running.closeStdin();
      expect(textOf(await running.wire.answer(1))).toBe('a');
      expect(await running.wire.answer(2)).toHaveProperty('error');
      expect(await running.exit).toEqual({ code: 0, signal: null });
    });

    it('is over at once for a client that never says a word', async () => {
      const running = proxied('echo');
      running.closeStdin();
      expect(await running.exit).toEqual({ code: 0, signal: null });
      expect(running.wire.lines).toEqual([]);
    });
  });

  describe('the end of a server', () => {
    it('answers what is pending with the exit code and the last lines of stderr, and exits with that code', async () => {
      const running = proxied('dies-mid-call');
      running.wire.call(1, 'any');
      running.wire.call(2, 'any');
      for (const id of [1, 2]) {
        const { error } = await running.wire.answer(id);
        expect(error?.message).toMatch(/^gone 3 null opening the database\n\\x1b\[31mfatal: the disk is gone\\x1b\[0m/);
      }
      expect(await running.exit).toEqual({ code: 3, signal: null });
      expect(running.stderr()).toContain('opening the database\n\x1b[31mfatal');
      expect(running.wire.lines).toHaveLength(2);
    });

    it.each([
      ['SIGSEGV', 139],
      ['SIGKILL', 137],
    ])('by %s is exit code %i', async (signal, code) => {
      const running = proxied('dies-mid-call', [], { DIE_BY: signal });
      running.wire.call(1, 'any');
      expect((await running.wire.answer(1)).error?.message).toContain(`gone null ${signal}`);
      expect(await running.exit).toEqual({ code, signal: null });
    });

    it.each([0, 1, 7, 255])('hands its exit code %i on', async (code) => {
      const running = proxied('echo', [], { EXIT_CODE: String(code) });
      running.closeStdin();
      expect(await running.exit).toEqual({ code, signal: null });
    });

    it.each([
      ['reads no more', []],
      ['writes no more', ['--stdout']],
    ])('is brought about when it %s, so that no call waits for ever', async (_, args) => {
      const running = proxied('closes-a-pipe', args);
      running.wire.call(1, 'any');
      await eventually('the pipe is closed', () => running.stderr().includes('closed'));
      running.wire.call(2, 'any');
      expect((await running.wire.answer(1)).error?.message).toContain('gone');
      expect((await running.wire.answer(2)).error?.message).toContain('gone');
      expect(await running.exit).toEqual({ code: 143, signal: null });
    });

    it('is a clear error at once when it cannot begin', async () => {
      const running = run([await buildRelay(), 'no-such-server-anywhere']);
      expect(await running.exit).toEqual({ code: 3, signal: null });
      expect(running.stderr()).toContain('cannot start `no-such-server-anywhere`');
    });
  });

  describe('a signal to Leash', () => {
    it.each([
      ['SIGTERM', 143],
      ['SIGINT', 130],
      ['SIGHUP', 129],
    ] as const)('%s ends the server, answers what is pending and exits with %i', async (signal, code) => {
      const running = proxied('sleeps');
      running.wire.send({ id: 0, method: 'ping' });
      await running.wire.answer(0);
      running.wire.call(1, 'any');
      running.wire.send({ id: 2, method: 'ping' });
      await running.wire.answer(2);
      running.process.kill(signal);
      expect((await running.wire.answer(1)).error?.message).toContain('gone');
      expect(await running.exit).toEqual({ code, signal: null });
    });

    it('leaves no server behind that ignores everything', async () => {
      const running = proxied('ignores-eof', ['--ignore-sigterm']);
      const server = await pidAfter('pid', running);
      running.process.kill('SIGTERM');
      expect(await running.exit).toEqual({ code: 143, signal: null });
      expect(isAlive(server)).toBe(false);
      await eventually('the watchdog has left', () => watchdogsOf(server).length === 0);
    });
  });

  describe('in process', () => {
    interface Setup {
      readonly openSession?: () => Promise<OpenedSession>;
      readonly signals?: EventEmitter;
      readonly server?: string;
      readonly args?: readonly string[];
    }

    function opened(): OpenedSession {
      return {
        session: relaySession(),
        log: memoryLog(),
        limits: FREE,
        maxLineBytes: 1_000_000,
        onPolicyChange: () => () => undefined,
      };
    }

    /** A session that opens when it is told to. */
    function later(): { opens: Promise<OpenedSession>; open: (session: OpenedSession) => void } {
      let open: ((session: OpenedSession) => void) | undefined;
      const opens = new Promise<OpenedSession>((resolve) => {
        open = resolve;
      });
      return { opens, open: (session) => open?.(session) };
    }

    function begin({ openSession = () => Promise.resolve(opened()), signals, server = 'echo', args = [] }: Setup) {
      const stdin = new PassThrough();
      const stdout = new PassThrough();
      const stderr = new PassThrough();
      let said = '';
      stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      const code = runProxy({
        startUpstream: () =>
          startChild({
            command: process.execPath,
            args: [fixture(server), ...args],
            environment: process.env,
            diagnostics: openDiagnostics(stderr),
          }),
        client: openClientStdio({ stdin, stdout }),
        diagnostics: openDiagnostics(stderr),
        clock: systemClock,
        openSession,
        signals: signals ?? new EventEmitter(),
      });
      return { code, stdin, stdout, wire: wire(stdout, stdin), said: () => said };
    }

    it('starts the server first, loads the rest meanwhile, and keeps what the client says until then', async () => {
      const session = later();
      const {
        code,
        stdin,
        wire: client,
        said,
      } = begin({
        server: 'ignores-eof',
        openSession: () => session.opens,
      });
      client.call(1, 'echo', { text: 'early' });
      await eventually('the server runs', () => said().includes('pid '));
      expect(client.lines).toEqual([]);
      session.open(opened());
      expect(textOf(await client.answer(1))).toBe('early');
      stdin.end();
      expect(await code).toBe(143);
    });

    it('ends the server and tells why when the session cannot be opened', async () => {
      const { code } = begin({ openSession: () => Promise.reject(new Error('the key is unreadable')) });
      await expect(code).rejects.toThrow('the key is unreadable');
    });

    it('answers a client whose server was gone before the session was open', async () => {
      const session = later();
      const { code, wire: client } = begin({
        server: 'no-such-file',
        openSession: () => session.opens,
      });
      client.call(1, 'echo');
      await new Promise(setImmediate);
      session.open(opened());
      expect((await client.answer(1)).error?.message).toContain('gone 1 null');
      expect(await code).toBe(1);
    });

    it('heeds a signal that comes before the session is open', async () => {
      const signals = new EventEmitter();
      const session = later();
      const { code } = begin({ signals, openSession: () => session.opens });
      await eventually('it listens', () => signals.listenerCount('SIGTERM') === 1);
      signals.emit('SIGTERM', 'SIGTERM');
      session.open(opened());
      expect(await code).toBe(143);
      expect(signals.eventNames()).toEqual([]);
    });

    it('does not wait for a server that ignores everything when the signal comes twice', async () => {
      const stubborn = { server: 'ignores-eof', args: ['--ignore-sigterm'] };
      const once = { signals: new EventEmitter(), ...stubborn };
      const twice = { signals: new EventEmitter(), ...stubborn };
      const patient = begin(once);
      const impatient = begin(twice);
      const servers = await Promise.all([patient, impatient].map(({ said }) => pidAfter('pid', { stderr: said })));
      once.signals.emit('SIGINT', 'SIGINT');
      twice.signals.emit('SIGINT', 'SIGINT');
      twice.signals.emit('SIGTERM', 'SIGTERM');
      const first = await Promise.race([patient.code.then(() => 'patient'), impatient.code.then(() => 'impatient')]);
      expect(first).toBe('impatient');
      expect(await Promise.all([patient.code, impatient.code])).toEqual([130, 130]);
      for (const server of servers) await eventually('the server is gone', () => !isAlive(server));
    });

    it('closes the log behind the last entry, and stops listening for policies', async () => {
      const log = memoryLog();
      const order: string[] = [];
      log.close = () => {
        order.push('log closed');
        return Promise.resolve();
      };
      const {
        code,
        wire: client,
        stdin,
      } = begin({
        openSession: () =>
          Promise.resolve({
            ...opened(),
            log,
            onPolicyChange: () => () => order.push('policies ignored'),
          }),
      });
      client.call(1, 'echo');
      await client.answer(1);
      stdin.end();
      expect(await code).toBe(0);
      expect(order).toEqual(['policies ignored', 'log closed']);
      expect(log.drafts).toHaveLength(1);
    });

    it('ends in order though the log cannot be closed', async () => {
      const log = memoryLog();
      log.close = () => Promise.reject(new Error('no space left'));
      const { code, stdin, said } = begin({
        openSession: () => Promise.resolve({ ...opened(), log }),
      });
      stdin.end();
      expect(await code).toBe(0);
      expect(said()).toContain('no space left');
    });

    it('ends the server, answers everything and says so by its exit code when the session throws', async () => {
      const { code, wire: client } = begin({ server: 'ignores-eof' });
      client.call(1, 'echo');
      await client.answer(1);
      client.call(2, 'throw');
      expect(await client.answer(2)).toHaveProperty('error');
      expect(await code).toBe(70);
    });

    it('does not wait for ever for a client that has closed its stdin and reads nothing', async () => {
      const { code, stdin, stdout, wire: client } = begin({ server: 'floods' });
      stdout.pause();
      client.call(1, 'any', { count: 1000, bytes: 10_000 });
      stdin.end();
      expect(await code).toBe(143);
    });

    it('ends when the client is gone, though the server goes on writing', async () => {
      const { code, stdout, wire: client } = begin({ server: 'floods' });
      client.call(1, 'any', { count: 1_000_000, bytes: 10_000 });
      await eventually('something comes', () => client.lines.length > 0);
      stdout.destroy();
      expect(await code).toBe(143);
    });
  });
});
