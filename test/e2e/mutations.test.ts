import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seeded } from './seeded.ts';
import { auditEntries, startProxy, temporaryHome, type LoggedDecision, type ProxyRun } from './support.ts';

const LINES = 4000;
const SEED = 4;

/** `delete_file` is what must not be called, whoever reads the lines. */
const LINES_TO_MUTATE = [
  '{"jsonrpc":"2.0","id":"ID","method":"tools/call","params":{"name":"delete_file","arguments":{"path":"ID"}}}',
  '{"jsonrpc":"2.0","id":"ID","method":"tools/call","params":{"name":"read_file","arguments":{"path":"ID"}}}',
  '{"jsonrpc":"2.0","id":"ID","method":"ping","params":{"name":"delete_file","arguments":{}}}',
  '{"jsonrpc":"2.0","id":"ID","method":"tools/list","params":{"cursor":"x"}}',
  '{"jsonrpc":"2.0","method":"notifications/x","params":{"a":[{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"delete_file"}}]}}',
  '{"jsonrpc":"2.0","id":"ID","result":{"method":"tools/call","params":{"name":"delete_file"}}}',
  '[{"jsonrpc":"2.0","id":"ID","method":"tools/call","params":{"name":"delete_file"}}]',
];

const TOKENS = [
  ...[
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    ' ',
    '\t',
    '\r',
    '\0',
    '\u2028',
    '\u0085',
    '\ufeff',
    'é',
    "'",
    '//',
    '/*',
  ],
  ...['null', 'NaN', '1e400', '-0', String.raw`\u0000`, String.raw`\u006e`, String.raw`\ud800`, '\u001b[2J'],
  ...['"method":"tools/call",', '"name":"delete_file",', '"Name":"read_file",', '"id":1,', '"__proto__":{},'],
];

const random = seeded(SEED);
const below = (n: number): number => Math.floor(random() * n);
const oneOf = <T>(list: readonly T[], fallback: T): T => list[below(list.length)] ?? fallback;

const MUTATIONS: readonly ((line: Buffer, at: number) => Buffer)[] = [
  (line, at) => Buffer.concat([line.subarray(0, at), Buffer.from(oneOf(TOKENS, '')), line.subarray(at)]),
  (line, at) => Buffer.concat([line.subarray(0, at), line.subarray(at + 1 + below(5))]),
  (line, at) => Buffer.concat([line.subarray(0, at), Buffer.from([below(256)]), line.subarray(at + 1)]),
  (line, at) =>
    Buffer.concat([line.subarray(0, at), line.subarray(below(line.length), below(line.length)), line.subarray(at)]),
];

function mutated(line: Buffer): Buffer {
  const mutate = oneOf(MUTATIONS, (same) => same);
  return random() < 0.4 ? mutate(line, below(line.length + 1)) : mutated(mutate(line, below(line.length + 1)));
}

interface Call {
  readonly method?: unknown;
  readonly params?: { readonly name?: unknown; readonly arguments?: unknown };
}

/** The calls that somebody reads who ends a line at any of these. */
function callsIn(text: string, lineEnd: RegExp): Call[] {
  return text.split(lineEnd).flatMap((line) => {
    try {
      const value = JSON.parse(line) as Call | Call[];
      return [value].flat().filter((message) => message.method === 'tools/call');
    } catch {
      return [];
    }
  });
}

describe(`${LINES} lines with random damage`, () => {
  const folder = temporaryHome();
  const home = join(folder.path, 'home');
  const seen = join(folder.path, 'seen');
  const asked: string[] = [];
  let run: ProxyRun;
  let decisions: readonly LoggedDecision[];

  beforeAll(async () => {
    mkdirSync(home, { mode: 0o700 });
    writeFileSync(join(home, 'config.yaml'), 'audit: { arguments: full }\n');
    const policy = join(folder.path, 'policy.yaml');
    writeFileSync(policy, 'name: p\nagents: ["*"]\nrules: [{ action: read_file, effect: allow, reason: r }]\n');
    const server = `
      const { appendFileSync } = require('node:fs');
      appendFileSync(process.env.SEEN, '');
      process.stdin.on('data', (bytes) => appendFileSync(process.env.SEEN, bytes));`;
    const proxy = startProxy({
      home,
      options: ['--policy', policy],
      server: [process.execPath, '-e', server],
      env: { SEEN: seen },
    });
    for (let i = 0; i < LINES; i += 1) {
      const whole = random() < 0.1;
      const id = `${whole ? 'whole' : 'damaged'}-${i}`;
      const line = oneOf(LINES_TO_MUTATE, '').replaceAll('ID', id);
      if (whole && /^\{"jsonrpc":"2.0","id":"[^"]*","method"/.test(line)) asked.push(id);
      proxy.write(whole ? line : mutated(Buffer.from(line)));
      proxy.write('\n');
    }
    run = await proxy.finish();
    decisions = (await auditEntries(home)).filter(({ phase }) => phase === 'decision');
  });
  afterAll(() => folder.remove());

  it('get nothing to the server but what has an entry', () => {
    const sorted = (texts: readonly (string | undefined)[]): unknown[] => [...texts].sort();
    const allowed = decisions.filter(({ effect }) => effect === 'allow');
    expect(allowed.length).toBeGreaterThan(LINES / 50);
    expect(new Set(allowed.map(({ action }) => action))).toEqual(new Set(['read_file']));
    const calls = callsIn(readFileSync(seen, 'utf8'), /\n/);
    const texts = calls.map(({ params }) => JSON.stringify(params?.arguments ?? {}));
    expect(sorted(texts)).toEqual(sorted(allowed.map(({ entry }) => entry.leash.args?.text)));
  });

  it.each([
    ['at a line feed', /\n/],
    ['at a carriage return too, as Python does', /\r\n|\r|\n/],
    ['at all that Unicode calls a line end, as readline of Node does', /\r\n|[\r\n\u0085\u2028\u2029\v\f]/],
  ])('get no forbidden call to a server that ends lines %s', (_, lineEnd) => {
    const names = new Set(callsIn(readFileSync(seen, 'utf8'), lineEnd).map(({ params }) => params?.name));
    expect(names).toEqual(new Set(['read_file']));
  });

  it('leave each whole request between them its one answer, and the session alive', () => {
    expect(run.code).toBe(0);
    expect(run.stderr).not.toContain('internal error');
    expect(asked.length).toBeGreaterThan(LINES / 50);
    const answers = new Map<unknown, number>();
    for (const { id } of run.messages) answers.set(id, (answers.get(id) ?? 0) + 1);
    expect(asked.filter((id) => answers.get(id) !== 1)).toEqual([]);
  });
});
