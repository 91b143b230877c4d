import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import {
  event,
  INITIALIZE,
  INITIALIZED,
  json,
  modern,
  open,
  request,
  result,
  serve,
  stream,
  type Answer,
  type Seen,
} from './upstreamFake.ts';

interface Forgetful {
  readonly answer: Answer;
  /** What has been opened, in order. */
  readonly sessions: string[];
  /** From now on the server knows none of them. */
  forget(): void;
}

/** A server that knows only the session it opened last, if that; it answers `tools/call` only when it is told to. */
function forgetful(
  options: {
    readonly refusal?: (seen: Seen, response: ServerResponse) => void;
    readonly open?: (count: number, seen: Seen, response: ServerResponse, id: string) => void;
    readonly call?: Answer;
  } = {},
): Forgetful {
  const sessions: string[] = [];
  let known: string | null = null;
  const refuse = options.refusal ?? ((_, response) => response.writeHead(404).end());
  return {
    sessions,
    forget() {
      known = null;
    },
    answer(seen, response) {
      if (seen.message.method === 'initialize') {
        const id = `s-${sessions.length + 1}`;
        sessions.push(id);
        known = id;
        if (options.open !== undefined) options.open(sessions.length, seen, response, id);
        else json(response, result(seen.message.id, { protocolVersion: '2025-11-25' }), 200, { 'mcp-session-id': id });
      } else if (known === null || seen.headers['mcp-session-id'] !== known) refuse(seen, response);
      else if (seen.message.id === undefined) response.writeHead(202).end();
      else if (seen.message.method === 'tools/call') options.call?.(seen, response);
      else json(response, result(seen.message.id));
    },
  };
}

const methods = (seen: readonly Seen[]): (string | undefined)[] => seen.map(({ message }) => message.method);

describe('a session that the server has forgotten', () => {
  it('is opened once more, and what was refused for it is said again', async () => {
    const fake = forgetful();
    const server = await serve(fake.answer);
    const { recorder, say } = open(server.url);
    say(INITIALIZE, INITIALIZED);
    await server.saw(2);
    fake.forget();
    say(request(1));
    await recorder.settled(2);
    const [first, , refused, again, initialized, repeated] = server.seen;
    expect(methods(server.seen)).toEqual([
      'initialize',
      'notifications/initialized',
      'tools/list',
      'initialize',
      'notifications/initialized',
      'tools/list',
    ]);
    expect(refused?.headers['mcp-session-id']).toBe('s-1');
    expect(again?.headers).not.toHaveProperty('mcp-session-id');
    expect([initialized, repeated].map((seen) => seen?.headers['mcp-session-id'])).toEqual(['s-2', 's-2']);
    // Its own id, which is told to nobody.
    expect(again?.message).toEqual({ ...first?.message, id: again?.message.id });
    expect(again?.message.id).toMatch(/^leash-/);
    expect(recorder.messages).toEqual([result(0, { protocolVersion: '2025-11-25' }), result(1)]);
    expect(recorder.failures).toEqual([]);
  });

  it('is opened once for all who need it', async () => {
    const fake = forgetful();
    const server = await serve(fake.answer);
    const { recorder, say } = open(server.url);
    say(INITIALIZE, INITIALIZED);
    await server.saw(2);
    fake.forget();
    const ids = [1, 2, 3, 4, 5, 6, 7, 8];
    say(...ids.map((id) => request(id)));
    await recorder.settled(9);
    expect(recorder.failures).toEqual([]);
    expect(recorder.messages.slice(1).sort()).toEqual(ids.map((id) => result(id)).sort());
    expect(fake.sessions).toHaveLength(2);
  });

  it('is opened where the answer to that is a stream too', async () => {
    const fake = forgetful({
      open(_, seen, response, id) {
        stream(response, { 'mcp-session-id': id });
        response.write(event('{"jsonrpc":"2.0","method":"notifications/message"}'));
        response.end(event(result(seen.message.id, { protocolVersion: '2025-11-25' })));
      },
    });
    const server = await serve(fake.answer);
    const { recorder, say } = open(server.url);
    say(INITIALIZE, INITIALIZED);
    await server.saw(2);
    fake.forget();
    say(request(1));
    await recorder.settled(2);
    expect(recorder.messages).toHaveLength(3);
    expect(recorder.failures).toEqual([]);
  });

  it('is no reason to say anything a third time', async () => {
    const fake = forgetful({ refusal: (_, response) => response.writeHead(404).end('who?') });
    let opened = 0;
    const server = await serve((seen, response) => {
      fake.answer(seen, response);
      if (seen.message.method !== 'initialize' && (opened += 1) % 2 === 1) fake.forget();
    });
    const { recorder, say } = open(server.url);
    say(INITIALIZE, INITIALIZED, request(1));
    await recorder.settled(2);
    expect(server.seen.filter(({ message }) => message.id === 1)).toHaveLength(2);
    expect(recorder.failures).toMatchObject([{ status: 404, mayHaveRun: false }]);
  });

  it('leaves alone what may have run in it', async () => {
    const fake = forgetful({
      call: (_, response) => {
        stream(response);
        response.write(event('{"jsonrpc":"2.0","method":"notifications/message"}', 'e-1'));
        pending.push(response);
      },
    });
    const pending: ServerResponse[] = [];
    const server = await serve(fake.answer);
    const { recorder, say } = open(server.url);
    say(INITIALIZE, INITIALIZED, request(1, 'tools/call'));
    await recorder.until(({ messages }) => messages.length === 2);
    fake.forget();
    say(request(2));
    await recorder.settled(2);
    end(pending[0]);
    await recorder.settled(3);
    expect(server.seen.filter(({ message }) => message.id === 1)).toHaveLength(1);
    // Nor is the rest of its stream asked for in the new session.
    expect(server.seen.filter(({ method }) => method === 'GET')).toEqual([]);
    expect(recorder.failures).toMatchObject([
      { mayHaveRun: true, reason: 'the server ended the stream before its answer' },
    ]);
  });

  it.each<[string, NonNullable<Parameters<typeof forgetful>[0]>['open'], RegExp]>([
    [
      'another revision',
      (count, seen, response, id) =>
        json(response, result(seen.message.id, { protocolVersion: count === 1 ? '2025-11-25' : '2025-06-18' }), 200, {
          'mcp-session-id': id,
        }),
      /another revision/,
    ],
    [
      'an error',
      (count, seen, response, id) => {
        if (count === 1) json(response, result(seen.message.id, {}), 200, { 'mcp-session-id': id });
        else response.writeHead(500).end();
      },
      /could not be opened again: .*HTTP 500/,
    ],
  ])('is lost where opening it meets %s, and tried again for the next message', async (_, opens, reason) => {
    const fake = forgetful(opens === undefined ? {} : { open: opens });
    const server = await serve(fake.answer);
    const { recorder, say } = open(server.url);
    say(INITIALIZE, INITIALIZED);
    await server.saw(2);
    fake.forget();
    say(request(1));
    await recorder.settled(2);
    say(request(2));
    await recorder.settled(3);
    expect(recorder.failures).toMatchObject([{ mayHaveRun: false }, { mayHaveRun: false }]);
    for (const failure of recorder.failures) expect(failure.reason).toMatch(reason);
    expect(fake.sessions).toHaveLength(3);
    expect(server.seen.filter(({ message }) => message.id === 2)).toEqual([]);
  });

  it.each([
    ['there is no session', [request(1)]],
    ['the message is of the modern era', [INITIALIZE, INITIALIZED, modern(1)]],
  ])('is none where %s', async (_, messages) => {
    const server = await serve((seen, response) => {
      if (seen.message.method === 'initialize')
        json(response, result(0, { protocolVersion: '2025-11-25' }), 200, { 'mcp-session-id': 'x' });
      else if (seen.message.id === undefined) response.writeHead(202).end();
      else response.writeHead(404).end();
    });
    const { recorder, say } = open(server.url);
    say(...messages);
    await recorder.settled(messages.length === 1 ? 1 : 2);
    expect(server.seen).toHaveLength(messages.length);
    expect(recorder.failures).toMatchObject([{ status: 404 }]);
  });

  it.each(['a b', 'é', ''])('has no name that cannot be said back: %j', async (id) => {
    const server = await serve((seen, response) =>
      json(response, result(seen.message.id), 200, { 'mcp-session-id': id }),
    );
    const { recorder, say } = open(server.url);
    say(INITIALIZE, request(1));
    await recorder.settled(2);
    expect(recorder.failures).toMatchObject([
      { reason: 'the server calls the session by a name that no header can carry' },
    ]);
    expect(server.seen[1]?.headers).not.toHaveProperty('mcp-session-id');
  });
});

describe('a notification of the modern era', () => {
  it('is of the revision of the requests before it, where it names none', async () => {
    const server = await serve((seen, response) => {
      if (seen.message.id === undefined) response.writeHead(202).end();
      else json(response, result(seen.message.id));
    });
    const { transport, recorder, say } = open(server.url);
    say({ jsonrpc: '2.0', method: 'notifications/x' }, modern(1));
    await recorder.settled(1);
    say({ jsonrpc: '2.0', method: 'notifications/y' });
    await server.saw(3);
    await transport.flushed();
    const versionOf = (method: string): unknown =>
      server.seen.find(({ message }) => message.method === method)?.headers['mcp-protocol-version'];
    expect([versionOf('notifications/x'), versionOf('notifications/y')]).toEqual([undefined, '2026-07-28']);
  });
});

function end(response: ServerResponse | undefined): void {
  response?.end();
}
