import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditEntries, fixture, startProxy, temporaryHome, type ProxyRun } from '../e2e/support.ts';

interface Case {
  readonly title: string;
  readonly line?: string;
  readonly base64?: string;
  /** The ids that are answered; null where none is certain. */
  readonly answer: readonly number[] | null;
  readonly reason: string;
}

const corpus = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.json'))
  .map((file) => {
    const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, file), 'utf8')) as { cases: Case[] };
    return { file, cases };
  });

const bytesOf = ({ line, base64 }: Case): Buffer =>
  line === undefined ? Buffer.from(base64 ?? '', 'base64') : Buffer.from(line);

/** Everything is allowed here: what stops these lines is that they cannot be judged. */
describe.each(corpus)('rejection corpus $file', ({ cases }) => {
  const home = temporaryHome();
  const seenFile = join(home.path, 'seen');
  const good =
    '{"jsonrpc":"2.0","id":"last","method":"tools/call","params":{"name":"echo","arguments":{"text":"still here"}}}';
  let run: ProxyRun;

  beforeAll(async () => {
    const proxy = startProxy({
      home: home.path,
      options: ['--policy', 'builtin:allow-all', '--name', 'srv'],
      server: fixture('echo.mjs'),
      env: { SEEN: seenFile },
    });
    for (const one of cases) {
      proxy.write(bytesOf(one));
      proxy.write('\n');
    }
    proxy.write(`${good}\n`);
    await proxy.answer('last');
    run = await proxy.finish();
  });
  afterAll(() => home.remove());

  it.each(cases)('$title', (one) => {
    for (const id of one.answer ?? []) {
      const answers = run.messages.filter((message) => message.id === id);
      expect(answers).toHaveLength(1);
      expect(JSON.stringify(answers[0])).toMatch(/"error":\{"code":|"isError":true/);
      expect(JSON.stringify(answers[0])).toContain(JSON.stringify(one.reason).slice(1, -1));
    }
    const ids = new Set(cases.flatMap(({ answer }) => answer ?? []));
    const strangers = run.messages.filter(({ id }) => id !== 'last' && !ids.has(id as number));
    expect(strangers).toEqual([]);
  });

  it('reaches the server with none of them, and the session lives on', () => {
    expect(readFileSync(seenFile, 'utf8')).toBe(`${good}\n`);
    expect(run.messages.find(({ id }) => id === 'last')).toMatchObject({
      result: { content: [{ text: 'still here' }] },
    });
    expect(run.code).toBe(0);
  });

  it('records each of them as a denial, with its reason', async () => {
    const denied = (await auditEntries(home.path)).filter(({ effect }) => effect === 'deny');
    expect(denied).toHaveLength(cases.length);
    // The newest stands first.
    const reasons = denied.map(({ reason }) => reason).reverse();
    cases.forEach((one, i) => expect(reasons[i]).toContain(one.reason));
  });
});
