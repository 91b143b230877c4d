import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../app/processes.ts';
import { processesWith } from './processesWith.ts';
import { seeded } from './seeded.ts';
import { auditEntries, fixture, leash, startProxy, temporaryHome, type Message, type Proxy } from './support.ts';

const KILLS = 100;
/** Proxies at a time: each has a shard of its own, and takes up what the one before it left there. */
const AT_ONCE = 3;
/** Calls that await their answers at a time. */
const WINDOW = 16;

/** The moments of the kills can be had again: they follow from this number. */
const SEED = 20_260_728;

/** Either so many answers in, or so many milliseconds after the start: also before there is a session, or a log. */
type Moment = { readonly answers: number } | { readonly ms: number };

const random = seeded(SEED);
const moments = Array.from({ length: KILLS }, (): Moment =>
  random() < 0.5 ? { answers: Math.floor(random() * 60) } : { ms: Math.floor(random() * 450) },
);

const callOf = (text: string): object => ({
  id: text,
  method: 'tools/call',
  params: { name: 'echo', arguments: { text } },
});

/** Keeps calls in flight until the proxy is gone, or so many are answered. */
async function load(proxy: Proxy, round: number, answers: number): Promise<void> {
  for (let i = 0; i < WINDOW; i += 1) proxy.send(callOf(`${round}.${i}`));
  for (let i = 0; i < answers; i += 1) {
    await proxy.answer(`${round}.${i}`);
    proxy.send(callOf(`${round}.${i + WINDOW}`));
  }
}

const textOf = ({ result }: Message): string | undefined =>
  (result as { content: { text: string }[] } | undefined)?.content[0]?.text;

describe(`${KILLS} SIGKILLs of the proxy at random moments under load`, () => {
  const folder = temporaryHome();
  const home = join(folder.path, 'home');
  const seenFile = (round: number): string => join(folder.path, `seen-${round}`);
  /** The texts that came back. */
  const acknowledged: string[] = [];
  const verdicts: unknown[] = [];
  const stderr: string[] = [];

  async function kill(round: number, moment: Moment): Promise<void> {
    const proxy = startProxy({
      home,
      options: ['--policy', 'builtin:allow-all'],
      server: fixture('echo.mjs'),
      env: { SEEN: seenFile(round) },
    });
    const clock = 'ms' in moment ? setTimeout(() => proxy.kill('SIGKILL'), moment.ms) : null;
    await load(proxy, round, 'answers' in moment ? moment.answers : Infinity).catch(() => undefined);
    if (clock === null) proxy.kill('SIGKILL');
    const run = await proxy.ended();
    expect(run.signal).toBe('SIGKILL');
    acknowledged.push(...run.messages.map((message) => textOf(message) ?? `no result: ${JSON.stringify(message)}`));
    stderr.push(run.stderr);
  }

  async function verify(): Promise<void> {
    const { code, stdout } = await leash(['audit', 'verify', '--home', home, '--json']);
    const { status, findings } = JSON.parse(stdout) as { status: string; findings: unknown };
    verdicts.push({ code, status, findings });
  }

  beforeAll(async () => {
    mkdirSync(home, { mode: 0o700 });
    writeFileSync(join(home, 'config.yaml'), 'audit: { arguments: full }\n');
    const queue = [...moments.entries()];
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        await kill(...next);
        // Now and then while the others are at work.
        if (next[0] % 10 === 9) await verify();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    await verify();
  }, 180_000);
  afterAll(() => folder.remove());

  it('come while calls are answered, and before any is', () => {
    expect(acknowledged.length).toBeGreaterThan(KILLS);
    expect(acknowledged.filter((text) => !/^\d+\.\d+$/.test(text))).toEqual([]);
    const rounds = new Set(acknowledged.map((text) => text.split('.')[0]));
    expect(rounds.size).toBeGreaterThan(KILLS / 3);
    expect(rounds.size).toBeLessThan(KILLS);
  });

  it('lose no entry of a call that was answered, and let nothing reach the server without one', async () => {
    const allowed = (await auditEntries(home))
      .filter(({ phase, effect }) => phase === 'decision' && effect === 'allow')
      .map(({ entry }) => (JSON.parse(entry.leash.args?.text ?? '{}') as { text?: string }).text);
    expect(new Set(allowed).size).toBe(allowed.length);
    const recorded = new Set(allowed);
    const seen = moments.flatMap((_, round) => seenBy(seenFile(round)));
    expect(seen.length).toBeGreaterThan(KILLS);
    expect(acknowledged.filter((text) => !recorded.has(text))).toEqual([]);
    expect(seen.filter((text) => !recorded.has(text))).toEqual([]);
  });

  it('break no chain: verify is clean each time it is asked', () => {
    const clean = { code: 0, status: 'verified', findings: [] };
    expect(verdicts).toEqual(Array.from({ length: KILLS / 10 + 1 }, () => clean));
  });

  it('make no log unusable: the next proxy goes on where the killed one stopped', async () => {
    const shards = new Set((await auditEntries(home)).map(({ shard }) => shard));
    expect([...shards].sort()).toEqual(['00', '01', '02']);
    expect(stderr.join('')).not.toContain('is left as it is');
  });

  it('leave no server behind, even one that ignores end of file and SIGTERM', async () => {
    const proxy = startProxy({
      home,
      options: ['--policy', 'builtin:allow-all'],
      server: [...fixture('ignores-eof.mjs'), '--ignore-sigterm'],
      env: { SEEN: seenFile(KILLS) },
    });
    await load(proxy, KILLS, 1);
    // The proxy and its server: whoever is left would be found.
    expect(processesWith(`SEEN=${seenFile(KILLS)}`)).toHaveLength(2);
    proxy.kill('SIGKILL');
    await proxy.ended();
    await eventually('every server has ended', () => processesWith(`SEEN=${folder.path}`).length === 0);
  });
});

/** The texts of the calls that a server saw. */
function seenBy(file: string): string[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => (JSON.parse(line) as { params: { arguments: { text: string } } }).params.arguments.text);
}
