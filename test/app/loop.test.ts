import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draftOf, FREE, memoryLog, relaySession } from '../../fixtures/proxies/relaySession.ts';
import type { Inspector, Limits } from '../../src/app/duties.ts';
import { Loop } from '../../src/app/loop.ts';
import type { Receipt } from '../../src/audit/entry.ts';
import { LeashError } from '../../src/errors.ts';
import { brokenPinState } from '../../src/pins/pinState.ts';
import type { AuditLog, Recorded } from '../../src/audit/log.ts';
import { Channel } from '../../src/edge/channel.ts';
import { LineClient, LineServer } from '../../src/edge/lineTransport.ts';
import { openDiagnostics } from '../../src/edge/diagnostics.ts';
import type { Effect, SessionEvent } from '../../src/proxy/effects.ts';
import type { Session } from '../../src/proxy/session.ts';

/** What one side is sent: whole writes, as they were made. */
interface End {
  readonly source: PassThrough;
  readonly writes: string[];
  readonly channel: Channel;
}

function end(): End {
  const source = new PassThrough();
  const sink = new PassThrough();
  const writes: string[] = [];
  sink.on('data', (chunk: Buffer) => writes.push(chunk.toString()));
  return { source, writes, channel: new Channel(source, sink) };
}

function open(session: Session, log: AuditLog = memoryLog(), limits: Limits = FREE, pins?: Inspector) {
  const client = end();
  const server = end();
  const stderr = new PassThrough();
  const told: string[] = [];
  const loop = new Loop({
    session,
    log,
    limits,
    ...(pins === undefined ? {} : { pins }),
    client: new LineClient(client.channel, { maxLineBytes: 1000 }),
    server: new LineServer(server.channel, { maxLineBytes: 1000 }),
    diagnostics: openDiagnostics(stderr),
    clock: () => ({ ms: 1, monoNs: 1 }),
    closeServer: () => {
      told.push('close-server');
      server.channel.end();
    },
    clientGone: () => told.push('client-gone'),
  });
  loop.start();
  return { loop, client, server, told, said: () => String(stderr.read() ?? '') };
}

/** A session that gives back fixed effects for each event, and remembers the events. */
function scripted(effects: (event: SessionEvent) => Effect[]): Session & { readonly events: SessionEvent[] } {
  const events: SessionEvent[] = [];
  return {
    events,
    handle(event) {
      events.push(event);
      return effects(event);
    },
  };
}

/** Lets everything that is on its way arrive. */
async function settled(): Promise<void> {
  for (let i = 0; i < 5; i += 1) await new Promise(setImmediate);
}

const text = (message: object): string => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`;
const call = (id: number | string, name: string): string => text({ id, method: 'tools/call', params: { name } });
const ids = (lines: readonly string[]): unknown[] =>
  lines
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as { id: unknown }).id);

const EXIT = { code: 3, signal: null, stderr: 'last words' };

describe('Loop: lines', () => {
  it('forwards what the log has recorded, and relays what needs no record', async () => {
    const { client, server } = open(relaySession());
    client.source.write(text({ method: 'notifications/initialized' }) + call(1, 'echo'));
    await settled();
    expect(server.writes.join('')).toBe(text({ method: 'notifications/initialized' }) + call(1, 'echo'));
    server.source.write(text({ id: 1, result: {} }));
    await settled();
    expect(client.writes).toEqual([text({ id: 1, result: {} })]);
  });

  it('sends all lines of one chunk, and of one commit, in one write', async () => {
    const { client, server } = open(relaySession());
    const notes = text({ method: 'a' }) + text({ method: 'b' }) + text({ method: 'c' });
    const calls = call(1, 'echo') + call(2, 'echo') + call('3', 'echo');
    client.source.write(notes + calls + call(4, 'delete_file') + call(5, 'delete_file'));
    await settled();
    expect(server.writes).toEqual([notes, calls]);
    expect(client.writes.map((write) => ids([write]))).toEqual([[4, 5]]);
  });

  it('gives the same lines whatever the chunks are', async () => {
    const lines = Array.from({ length: 8 }, (_, i) =>
      text({ method: 'x'.repeat(i * 7), params: { ünï: '\u{1f600}' } }),
    );
    const whole = Buffer.from(lines.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length), { maxLength: 20 }), async (cuts) => {
        const { client, server } = open(relaySession());
        const at = [0, ...cuts.sort((a, b) => a - b), whole.length];
        for (const [i, start] of at.entries()) client.source.write(whole.subarray(start, at[i + 1]));
        await settled();
        expect(server.writes.join('')).toBe(lines.join(''));
      }),
      { numRuns: 50 },
    );
  });

  it('reads a last line that has no newline', async () => {
    const { client, server, told } = open(relaySession());
    client.source.end(text({ method: 'last' }).trimEnd());
    await settled();
    expect(server.writes).toEqual([text({ method: 'last' })]);
    expect(told).toEqual(['client-gone', 'close-server']);
  });

  it('sends what waits for the server before it closes its stdin', async () => {
    const { client, server, told } = open(relaySession());
    client.source.end(call(1, 'echo'));
    await settled();
    expect(server.writes).toEqual([call(1, 'echo')]);
    expect(told).toEqual(['client-gone', 'close-server']);
  });

  it('tells the session of a line above the limit, and goes on', async () => {
    const { client } = open(relaySession());
    client.source.write(call(1, 'x'.repeat(2000)) + call(2, 'delete_file'));
    await settled();
    expect(ids(client.writes)).toEqual([1, 2]);
  });

  it('shows what is not MCP on stderr, escaped, and sends it to nobody', async () => {
    const { client, server, said } = open(relaySession());
    server.source.write('listening \x1b[2J\n');
    await settled();
    expect(said()).toBe('[server stdout] listening \\x1b[2J\n');
    expect(client.writes).toEqual([]);
  });
});

describe('Loop: the ends', () => {
  it('tells the session once that the client has gone, however often it shows', async () => {
    const session = scripted(() => []);
    const { client, told } = open(session);
    client.source.end();
    await settled();
    client.source.destroy();
    await settled();
    expect(session.events.map(({ type }) => type)).toEqual(['client-closed']);
    expect(told).toEqual(['client-gone']);
  });

  it('closes a server that says no more, since it can answer nothing', async () => {
    const { server, told } = open(scripted(() => []));
    server.source.end();
    await settled();
    expect(told).toEqual(['close-server']);
  });

  it('reads the last line of a server that dies before it tells of the death', async () => {
    const session = scripted(() => []);
    const { loop, server } = open(session);
    server.source.write('half a line');
    await settled();
    await loop.serverExited(EXIT);
    expect(session.events.map(({ type }) => type)).toEqual(['line', 'server-exited']);
  });

  it('answers every request when the server dies, those that wait for the log included', async () => {
    const { loop, client, server } = open(relaySession());
    client.source.write(call(1, 'echo'));
    await settled();
    client.source.write(call(2, 'echo') + call(3, 'delete_file'));
    await new Promise<void>((resolve) => process.nextTick(resolve));
    await loop.serverExited(EXIT);
    await loop.close();
    expect(ids(client.writes).sort()).toEqual([1, 2, 3]);
    expect(client.writes.join('')).toContain('gone 3 null last words');
    expect(server.writes).toEqual([call(1, 'echo')]);
  });

  it('says which policies are in force after a change', async () => {
    const { loop, said } = open(relaySession());
    loop.policyChanged({
      policySet: 'sha256:new',
      hasUserPolicy: true,
      hint: '',
      authorize: () => {
        throw new Error('not asked here');
      },
      couldAllow: () => true,
    });
    await settled();
    expect(said()).toContain('policies sha256:new');
  });
});

describe('Loop: the log', () => {
  /** A log that does as it is told. */
  const logThat = (append: AuditLog['append']): AuditLog => ({ ...memoryLog(), append });

  it('forwards nothing when the log throws, and answers the call', async () => {
    const { client, server } = open(
      relaySession(),
      logThat(() => {
        throw new Error('disk on fire');
      }),
    );
    client.source.write(call(1, 'echo'));
    await settled();
    expect(ids(client.writes)).toEqual([1]);
    expect(client.writes.join('')).toContain('not recorded');
    expect(server.writes).toEqual([]);
  });

  it('forwards a call once though the log confirms it twice', async () => {
    const receipt = { shard: '00', index: 0, recordId: '' } as Receipt;
    const twice = (_: unknown, done: Recorded): void => {
      setImmediate(() => {
        done(receipt);
        done(receipt);
      });
    };
    const { client, server } = open(relaySession(), logThat(twice));
    client.source.write(call(1, 'echo'));
    await settled();
    expect(server.writes).toEqual([call(1, 'echo')]);
  });

  it('goes on when a note cannot be taken', async () => {
    const draft = {
      session: 's',
      agent: 'a',
      server: 's',
      phase: 'event',
      at: { ms: 0, monoNs: 0 },
      event: 'session_start',
      detail: {},
    } as const;
    const log = memoryLog();
    log.note = () => {
      throw new Error('no room');
    };
    const { client, server, said } = open(
      scripted((event) => {
        if (event.type !== 'line') return [];
        return [
          { do: 'note', draft },
          { do: 'relay', to: 'server', line: event.line },
        ];
      }),
      log,
    );
    client.source.write('{}\n');
    await settled();
    expect(server.writes).toEqual(['{}\n']);
    expect(said()).toContain('no room');
  });
});

describe('Loop: invariant 1, nothing that needs a decision is forwarded without a receipt', () => {
  it('does not compile', () => {
    // @ts-expect-error a forward needs the receipt of its decision
    const forward: Effect = { do: 'forward', to: 'server', line: 'x' };
    // @ts-expect-error a receipt comes from the log alone
    const receipt: Receipt = { shard: '00', index: 0, recordId: '' };
    expect([forward, receipt]).toHaveLength(2);
  });

  it.each([
    ['before the log has answered', 'line'],
    ['for a record that failed', 'record-failed'],
  ])('does not pass at run time: a receipt from nowhere, %s', async (_, when) => {
    const forged = { shard: '00', index: 0, recordId: '' } as Receipt;
    const session = scripted((event) => {
      if (event.type === when) return [{ do: 'forward', to: 'server', line: 'never', receipt: forged }];
      if (event.type === 'line') return [{ do: 'record', ticket: 1, draft: draftOf('client', 1) }];
      return [];
    });
    const failing: AuditLog = {
      ...memoryLog(),
      append: () => {
        throw new Error('full');
      },
    };
    const { client, server, told } = open(session, failing);
    client.source.write(call(1, 'echo'));
    await settled();
    expect(server.writes).toEqual([]);
    expect(ids(client.writes)).toEqual([1]);
    expect(told).toEqual(['close-server']);
  });
});

describe('Loop: a session that throws', () => {
  it('ends closed: each request gets one answer, the server hears nothing more', async () => {
    const { loop, client, server, told, said } = open(relaySession());
    client.source.write(text({ id: 'init', method: 'initialize' }) + call(1, 'echo'));
    await settled();
    const before = server.writes.length;
    client.source.write(call(2, 'echo') + call(3, 'throw') + call(4, 'echo') + text({ method: 'notifications/x' }));
    await settled();
    client.source.write(call(5, 'echo') + call(3, 'throw') + 'not json\n' + text({ id: 9, result: {} }));
    await settled();
    expect(ids(client.writes)).toHaveLength(6);
    expect(new Set(ids(client.writes))).toEqual(new Set(['init', 1, 2, 3, 4, 5]));
    expect(server.writes).toHaveLength(before);
    expect(told).toEqual(['close-server']);
    expect(loop.failed).toBe(true);
    expect(said()).toContain('leash: internal error, the session ends: a bug that \\x1b[31mnobody\\x1b[0m foresaw');
  });

  it('answers a call on which it throws only once it was recorded, and does not forward it', async () => {
    const { client, server } = open(relaySession());
    client.source.write(call(1, 'throw_when_recorded') + call(2, 'echo'));
    await settled();
    expect(ids(client.writes).sort()).toEqual([1, 2]);
    expect(server.writes).toEqual([]);
  });

  it('answers the request whose answer it throws on', async () => {
    const inner = relaySession();
    const session = scripted((event) => {
      const effects = inner.handle(event);
      if (event.type === 'line' && event.from === 'server') throw new Error('after it was taken out');
      return effects;
    });
    const { client, server } = open(session);
    client.source.write(call(1, 'echo') + call(2, 'echo'));
    await settled();
    server.source.write(text({ id: 1, result: {} }));
    await settled();
    expect(ids(client.writes).sort()).toEqual([1, 2]);
  });

  it('answers what it still can when the session throws again while it ends', async () => {
    const session = scripted((event) => {
      throw new Error(event.type);
    });
    const { client, server, told, said } = open(session);
    client.source.write(call(1, 'echo') + call('1', 'echo') + call(2, 'x'.repeat(2000)));
    await settled();
    expect(ids(client.writes)).toEqual([1, '1', 2]);
    expect(server.writes).toEqual([]);
    expect(told).toEqual(['close-server']);
    expect(said()).toContain('while ending the session');
  });

  it('says nothing to a notification, nor to the server whose message it throws on', async () => {
    const session = scripted((event) => {
      if (event.type === 'line') throw new Error('any');
      return [];
    });
    const { client, server, told } = open(session);
    server.source.write(text({ id: 1, method: 'roots/list' }) + text({ method: 'notifications/message' }));
    client.source.write(text({ method: 'notifications/initialized' }));
    await settled();
    expect([...client.writes, ...server.writes]).toEqual([]);
    expect(told).toEqual(['close-server']);
  });

  it('fails closed on an effect that it does not know', async () => {
    const unknown = JSON.parse('{"do":"teleport"}') as Effect;
    const { client, server } = open(scripted((event) => (event.type === 'line' ? [unknown] : [])));
    client.source.write(call(1, 'echo'));
    await settled();
    expect(ids(client.writes)).toEqual([1]);
    expect(server.writes).toEqual([]);
  });

  it('still ends in order when the server is gone', async () => {
    const { loop, client } = open(relaySession());
    client.source.write(call(1, 'echo') + call(2, 'throw'));
    await loop.serverExited(EXIT);
    await loop.close();
    expect(ids(client.writes).sort()).toEqual([1, 2]);
  });
});

describe('Loop: what is looked at', () => {
  const asks: Effect = { do: 'inspect', ticket: 7, id: 1, inspection: { unknown: [], isLast: true } };
  const session = (answer: (event: SessionEvent) => Effect[]) =>
    scripted((event) => (event.type === 'line' ? [asks] : answer(event)));

  it('comes back to the session under its ticket', async () => {
    const found = { state: brokenPinState('x'), pinned: [], drifts: [], unkept: null };
    const watched = session(() => [{ do: 'answer', to: 'client', line: '"done"' }]);
    const { client } = open(watched, memoryLog(), FREE, { inspect: () => Promise.resolve(found) });
    client.source.write(call(1, 'x'));
    await settled();
    expect(watched.events.at(-1)).toMatchObject({ type: 'inspected', ticket: 7, id: 1, found });
    expect(client.writes).toEqual(['"done"\n']);
  });

  it.each<[string, Inspector | undefined, string]>([
    ['its own', { inspect: () => Promise.reject(new LeashError('ERR_PINS_INVALID', 'no room')) }, 'no room'],
    ['any', { inspect: () => Promise.reject(new Error('a bug')) }, 'a bug'],
    ['none', undefined, 'nobody looks'],
  ])('comes back as a failure where the look fails: by an error of %s', async (_, pins, message) => {
    const watched = session(() => []);
    const { client } = open(watched, memoryLog(), FREE, pins);
    client.source.write(call(1, 'x'));
    await settled();
    expect(watched.events.at(-1)).toMatchObject({ type: 'inspect-failed', ticket: 7, id: 1 });
    expect(watched.events.at(-1)).toMatchObject({ error: { message: expect.stringContaining(message) as string } });
  });

  it('is waited for when the server is gone', async () => {
    let resolve: (found: never) => void = () => undefined;
    const pins: Inspector = { inspect: () => new Promise((told) => (resolve = told)) };
    const { loop, client } = open(
      session(() => []),
      memoryLog(),
      FREE,
      pins,
    );
    client.source.write(call(1, 'x'));
    await settled();
    let isOver = false;
    const over = loop.serverExited(EXIT).then(() => (isOver = true));
    await settled();
    expect(isOver).toBe(false);
    resolve({} as never);
    await over;
  });

  it('is answered though the session throws on what came of it', async () => {
    const failing = session((event) => {
      if (event.type === 'inspected') throw new Error('a bug');
      return [];
    });
    const pins: Inspector = {
      inspect: () => Promise.resolve({ state: brokenPinState('x'), pinned: [], drifts: [], unkept: null }),
    };
    const { client } = open(failing, memoryLog(), FREE, pins);
    client.source.write(call(1, 'x'));
    await settled();
    expect(ids(client.writes)).toEqual([1]);
  });

  it('tells the session of other pins', () => {
    const watched = scripted(() => []);
    const { loop } = open(watched);
    const state = brokenPinState('x');
    loop.pinsChanged(state);
    expect(watched.events).toMatchObject([{ type: 'pins-changed', state }]);
  });
});
