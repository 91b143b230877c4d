import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { eventually } from '../app/processes.ts';
import { ask, callTool } from './calls.ts';
import { processesWith } from './processesWith.ts';
import {
  auditEntries,
  fixture,
  leash,
  startProxy,
  temporaryHome,
  type LoggedDecision,
  type Message,
  type Proxy,
} from './support.ts';

const folder = temporaryHome();
let places = 0;
afterAll(() => folder.remove());

/** A session with one of the fixture servers; everything is allowed, unless it is said otherwise. */
function start(server: readonly string[], more: Partial<Parameters<typeof startProxy>[0]> = {}): Proxy & Place {
  places += 1;
  const place = { home: join(folder.path, `home-${places}`), seen: join(folder.path, `seen-${places}`) };
  const proxy = startProxy({
    home: place.home,
    server,
    options: ['--policy', 'builtin:allow-all', '--name', 'srv'],
    ...more,
    env: { SEEN: place.seen, ...more.env },
  });
  return { ...proxy, ...place };
}

interface Place {
  readonly home: string;
  readonly seen: string;
}

const echoCall = (id: number | string, text = String(id)): object => ({
  id,
  method: 'tools/call',
  params: { name: 'echo', arguments: { text } },
});

const echoed = (id: number | string, text = String(id)): object => ({
  jsonrpc: '2.0',
  id,
  result: { content: [{ type: 'text', text }] },
});

/** A server of a few lines, for one thing that no honest server does. */
const script = (code: string): string[] => [process.execPath, '-e', code];

async function decisionsOf(home: string): Promise<LoggedDecision[]> {
  return (await auditEntries(home)).filter(({ phase }) => phase === 'decision').reverse();
}

/** What a terminal would obey. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

describe.concurrent('the end of a session', () => {
  it('comes with the client, and what was in flight is answered before', async () => {
    const proxy = start(fixture('echo.mjs'));
    const ids = Array.from({ length: 200 }, (_, id) => id);
    for (const id of ids) proxy.send(echoCall(id));
    // The last message has no newline: the end of file ends it.
    proxy.write(JSON.stringify({ jsonrpc: '2.0', ...echoCall('last') }));
    const { code, messages, stderr } = await proxy.finish();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(messages).toEqual([...ids, 'last'].map((id) => echoed(id)));
    expect(await decisionsOf(proxy.home)).toHaveLength(201);
  });

  it.each([
    ['its exit code', {}, 'exited with code 3', 3],
    ['the signal that ended it', { DIE_BY: 'SIGSEGV' }, 'was ended by SIGSEGV', 139],
  ])('comes with a server that dies in a call: the caller hears %s and its last words', async (_, env, how, code) => {
    const proxy = start(fixture('dies-mid-call.mjs'), { env });
    for (const id of [1, 2, 'three']) proxy.send(echoCall(id));
    const run = await proxy.ended();
    expect(run.code).toBe(code);
    expect(run.messages.map(({ id }) => id)).toEqual([1, 2, 'three']);
    for (const { error } of run.messages) {
      expect(error?.message).toContain(`the server \`srv\` ${how}`);
      expect(error?.message).toContain('opening the database\n\\x1b[31mfatal: the disk is gone\\x1b[0m');
      expect(error?.message).not.toMatch(CONTROLS);
    }
    const outcomes = (await decisionsOf(proxy.home)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['unanswered', 'unanswered', 'unanswered']);
  });

  it('comes with SIGTERM: a call in flight gets its one answer, and the server is gone', async () => {
    const proxy = start(fixture('sleeps.mjs'));
    proxy.send(echoCall(1));
    await eventually('the server has the call', () => existsSync(proxy.seen));
    proxy.kill('SIGTERM');
    const { code, messages } = await proxy.ended();
    expect(code).toBe(143);
    expect(messages).toMatchObject([{ id: 1, error: { code: 53003 } }]);
    expect(processesWith(`SEEN=${proxy.seen}`)).toEqual([]);
    expect((await leash(['audit', 'verify', '--home', proxy.home])).code).toBe(0);
  });
});

describe.concurrent('a proxy that cannot begin', () => {
  it.each([
    [
      'no such program',
      ['no-such-program-\u001b[31m'],
      /cannot start `no-such-program-\\x1b\[31m`: no such program in PATH/,
    ],
    ['a file that may not be executed', [import.meta.filename], /cannot start `.*`: the file may not be executed/],
  ])('says why at once, exit code 3: %s', async (_, server, says) => {
    const proxy = start(server, { env: { PATH: '/usr/bin:/bin' } });
    proxy.send(echoCall(1));
    const { code, messages, stderr } = await proxy.ended();
    expect({ code, messages }).toEqual({ code: 3, messages: [] });
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(CONTROLS);
  });

  it.each([
    ['no server', [], [], /there is no server to start/],
    ['an unknown option', ['--polcy=x'], ['node'], /unknown option .--polcy./i],
    ['a name with a slash', ['--name', 'a/\u001b[2Jb'], ['node'], /--name takes up to 64 letters/],
    ['a level that is none', ['--log-level', 'loud'], ['node'], /--log-level takes .*, not `loud`/],
  ])('says what is wrong with its words, exit code 2: %s', async (_, options, server, says) => {
    const proxy = start(server, { options });
    const { code, messages, stderr } = await proxy.ended();
    expect({ code, messages }).toEqual({ code: 2, messages: [] });
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(CONTROLS);
    // Nothing is made before the words are understood.
    expect(existsSync(proxy.home)).toBe(false);
  });
});

describe.concurrent('stdout and stderr', () => {
  it('keep apart: stdout carries MCP alone, whatever the server prints there, and the rest is shown escaped', async () => {
    const proxy = start(fixture('babbles.mjs'));
    for (const id of [1, 2, 3]) proxy.send(echoCall(id));
    const { code, messages, stderr } = await proxy.finish();
    expect(code).toBe(0);
    expect(messages).toEqual([1, 2, 3].map((id) => echoed(id)));
    expect(stderr).toContain('[server stdout] Server listening on stdio\n');
    expect(stderr).toContain(String.raw`[server stdout] \x1b[32mINFO\x1b[0m ready \x1b]0;owned\x07`);
    expect(stderr).not.toMatch(CONTROLS);
  });

  it.each([
    ['info', /^leash: observe mode.*\nleash: observe_deny srv\/echo: .*\nleash: observe_deny srv\/write_file: .*\n$/],
    ['warn', /^leash: observe mode.*\n$/],
    ['error', /^$/],
  ])('tell with --log-level %s what was asked for', async (level, says) => {
    const proxy = start(fixture('echo.mjs'), { options: ['--name', 'srv', '--observe', '--log-level', level] });
    await callTool(proxy, 'echo', { text: 'secret' });
    await callTool(proxy, 'write_file', { path: '/secret' });
    const { stderr } = await proxy.finish();
    expect(stderr).toMatch(says);
    expect(stderr).not.toContain('secret');
  });

  it('show what a hostile name would do to a terminal, and so does the log', async () => {
    const name = 'rm\u001b]0;owned\u0007\u001b[2J\r\u009b31m\u202egnp.exe';
    const proxy = start(fixture('echo.mjs'), { options: ['--name', 'srv', '--log-level', 'info'] });
    const { isError, text } = await callTool(proxy, name, { path: '/x' });
    expect(isError).toBe(true);
    expect(text).toContain(String.raw`rm\x1b]0;owned\x07`);
    const uri = await ask(proxy, 'resources/read', { uri: `file:///${name}` });
    const method = await ask(proxy, `custom/${name}`);
    const { stderr } = await proxy.finish();
    const log = await leash(['audit', 'log', '--home', proxy.home]);
    expect(log.stdout.split('\n')).toHaveLength(9);
    for (const shown of [text, stderr, log.stdout, uri.error?.message, method.error?.message]) {
      expect(shown).toContain('owned');
      expect(shown).not.toMatch(CONTROLS);
      expect(shown).not.toContain('\u202e');
    }
  });
});

describe.concurrent('the surroundings', () => {
  const report = async (proxy: Proxy): Promise<{ env: NodeJS.ProcessEnv; argv: string[] }> => {
    const { text } = await callTool(proxy, 'report');
    return JSON.parse(text) as { env: NodeJS.ProcessEnv; argv: string[] };
  };

  it('of the server are those of the client; LEASH_HOME says where the home is, and is for Leash alone', async () => {
    const home = join(folder.path, 'by-environment');
    const env = { LEASH_HOME: home, LEASH_OTHER: '1', OF_THE_USER: 'x' };
    const proxy = start([...fixture('env.mjs'), '--home', '$HOME', '--', '--observe'], { home: null, env });
    const seen = await report(proxy);
    expect(seen.env).toMatchObject({ OF_THE_USER: 'x', PATH: process.env['PATH'] });
    expect(Object.keys(seen.env).filter((name) => name.startsWith('LEASH'))).toEqual([]);
    expect(seen.argv).toEqual(['--home', '$HOME', '--', '--observe']);
    await proxy.finish();
    expect(await decisionsOf(home)).toHaveLength(1);
  });

  it('name the home of the user where nothing else does, and --home wins over LEASH_HOME', async () => {
    const user = join(folder.path, 'user');
    mkdirSync(user);
    const byUser = start(fixture('echo.mjs'), { home: null, env: { HOME: user, LEASH_HOME: '' } });
    await callTool(byUser, 'echo');
    await byUser.finish();
    expect(await decisionsOf(join(user, '.leash'))).toHaveLength(1);
    const byOption = start(fixture('echo.mjs'), { env: { LEASH_HOME: join(folder.path, 'nowhere') } });
    await callTool(byOption, 'echo');
    await byOption.finish();
    expect(await decisionsOf(byOption.home)).toHaveLength(1);
    expect(existsSync(join(folder.path, 'nowhere'))).toBe(false);
  });
});

describe.concurrent('what a server asks of its client', () => {
  const ASKED: Readonly<Record<string, object>> = {
    'sampling/createMessage': { model: 'none', role: 'assistant', content: { type: 'text', text: 'sampled' } },
    'roots/list': { roots: [{ uri: 'file:///data' }] },
    'elicitation/create': { action: 'decline' },
  };
  const respond = (method: string): object => ASKED[method] ?? {};
  const call = { id: 'asks', method: 'tools/call', params: { name: 'ask', arguments: {} } };
  const methodsOf = (messages: readonly Message[]) => messages.flatMap(({ method }) => method ?? []);
  const answersIn = (message: Message): unknown => {
    const { content } = message.result as { content: { text: string }[] };
    return JSON.parse(content[0]?.text ?? '');
  };

  it('goes through with a policy that allows it, under ids of its own that are also ids of the client', async () => {
    const proxy = start(fixture('asks-back.mjs'), { respond });
    // The server counts its own requests from 0.
    for (const id of [0, 1, 2]) proxy.send({ id, method: 'ping' });
    proxy.send(call);
    expect(answersIn(await proxy.answer('asks'))).toEqual(ASKED);
    const { messages } = await proxy.finish();
    expect(methodsOf(messages)).toEqual(Object.keys(ASKED));
    expect((await decisionsOf(proxy.home)).map(({ effect }) => effect)).toEqual(['allow', 'allow', 'allow', 'allow']);
  });

  it('never reaches the client without one: the server is told no, and the call goes on', async () => {
    const policy = 'builtin:read-only';
    const options = ['--policy', policy, '--name', 'srv'];
    const proxy = start(fixture('asks-back.mjs'), { respond, options });
    proxy.send({ ...call, params: { name: 'read_file', arguments: {} } });
    const answers = answersIn(await proxy.answer('asks')) as Record<string, { code?: number; message?: string }>;
    expect(answers['roots/list']).toEqual(ASKED['roots/list']);
    for (const method of ['sampling/createMessage', 'elicitation/create']) {
      expect(answers[method]).toMatchObject({ code: 53001 });
      expect(answers[method]?.message).toContain(`\`${method}\` was not run`);
    }
    const { messages } = await proxy.finish();
    expect(methodsOf(messages)).toEqual(['roots/list']);
    const effects = (await decisionsOf(proxy.home)).map(({ effect }) => effect);
    expect(effects).toEqual(['allow', 'deny', 'allow', 'deny']);
  });
});

describe.concurrent('answers', () => {
  it('are not waited for once the client has cancelled: the server hears of it, and the session goes on', async () => {
    const proxy = start(fixture('sleeps.mjs'));
    proxy.send(echoCall(1));
    await eventually('the server has the call', () => existsSync(proxy.seen));
    const cancel = { method: 'notifications/cancelled', params: { requestId: 1, reason: 'no longer needed' } };
    proxy.send(cancel);
    expect((await ask(proxy, 'ping')).result).toEqual({});
    expect(readFileSync(proxy.seen, 'utf8')).toContain(JSON.stringify({ jsonrpc: '2.0', ...cancel }));
    const { messages } = await proxy.finish();
    expect(messages.filter(({ id }) => id === 1)).toEqual([]);
    expect((await decisionsOf(proxy.home)).map(({ outcome }) => outcome)).toEqual(['cancelled']);
  });

  it('are delivered once, and none that the server makes up', async () => {
    // Answers what it was not asked, then everything twice, and with the id in another type first.
    const proxy = start(
      script(`
        const send = (id, text) => console.log(JSON.stringify({ jsonrpc: '2.0', id, result: { content: [{ type: 'text', text }] } }));
        for (let id = 0; id < 50; id += 1) send(id, 'made up');
        require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
          const { id } = JSON.parse(line);
          for (const [as, text] of [[String(id), 'another type'], [id, String(id)], [id, 'again']]) send(as, text);
        });`),
    );
    await eventually('it has made up answers', () => proxy.stderr().includes('it answers no open request'));
    for (const id of [1, 2, 3]) {
      proxy.send(echoCall(id));
      await proxy.answer(id);
    }
    const { code, messages } = await proxy.finish();
    expect(code).toBe(0);
    expect(messages).toEqual([1, 2, 3].map((id) => echoed(id)));
  });

  it('that cannot be read are an error to the one who waits, and the session goes on', async () => {
    const proxy = start(
      script(`
        const answers = [
          '{"jsonrpc":"2.0","id":0,"result":{"a":1},"result":{"a":2}}',
          '[{"jsonrpc":"2.0","id":1,"result":{}}]',
          '{"jsonrpc":"2.0","id":2,"result":{},"error":{"code":1,"message":"both"}}',
          '{"jsonrpc":"1.0","id":3,"result":{}}',
          '{"jsonrpc":"2.0","id":4,"result":' + '['.repeat(500) + ']'.repeat(500) + '}',
          '{"jsonrpc":"2.0","id":5,"result":{}}',
        ];
        require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
          console.log(answers[JSON.parse(line).id]);
        });`),
    );
    for (let id = 0; id < 6; id += 1) proxy.send(echoCall(id));
    await proxy.answer(5);
    const { messages } = await proxy.finish();
    const codes = new Map(messages.map(({ id, error }) => [id, error?.code ?? null]));
    expect(codes).toEqual(new Map([...[0, 1, 2, 3, 4].map((id) => [id, 53004] as const), [5, null]]));
    expect(messages).toHaveLength(6);
  });
});
