import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '../src/admin/routes.ts';
import { pathsOf } from '../src/admin/app.ts';
import { parseConfig, settingNames } from '../src/app/config.ts';
import { publicKeys } from '../src/app/keys.ts';
import { chooseCommand } from '../src/cli/program.ts';
import { COMMANDS } from '../src/cli/commands/table.ts';
import { PROXY_HELP } from '../src/cli/proxyHelp.ts';
import { locateHome } from '../src/edge/home.ts';
import { readYaml } from '../src/edge/yamlSource.ts';
import { captured } from './cli/home.ts';
import { calls, session } from './support/logs.ts';

const root = resolve(import.meta.dirname, '..');
const DOCS = readdirSync(join(root, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);
const PAGES = ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'clients/python/README.md', ...DOCS];
const pages = new Map(PAGES.map((page) => [page, readFileSync(join(root, page), 'utf8')]));
const README = pages.get('README.md') ?? '';

describe('the pages', () => {
  it.each(PAGES)('%s links only to what is there', (page) => {
    const links = [...proseOf(textOf(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const broken = links.filter((target) => !/^https?:/.test(target) && !leadsSomewhere(page, target));
    expect(broken).toEqual([]);
  });

  it('are all linked from README.md', () => {
    expect(DOCS.filter((page) => !README.includes(`](${page})`))).toEqual([]);
    expect(DOCS.length).toBeGreaterThan(10);
  });

  it('name no place that is one machine’s', () => {
    const named = PAGES.filter((page) => /(?<![\w./])\/(?:work|root|tmp\/\w)[/\w]*/.test(textOf(page)));
    expect(named).toEqual([]);
  });
});

describe('the commands in the pages', () => {
  const shown = PAGES.flatMap((page) => commandsIn(textOf(page)).map((words) => ({ page, words })));
  const lines = PAGES.flatMap((page) => linesIn(textOf(page)).map((words) => ({ page, words })));

  it('are there, with the options that are shown', () => {
    expect(shown.length).toBeGreaterThan(150);
    const wrong = shown.flatMap(({ page, words }) => {
      const problem = problemWith(words);
      return problem === null ? [] : [`${page}: leash ${words.join(' ')}: ${problem}`];
    });
    expect(wrong).toEqual([]);
  });

  it('are complete where they stand in a block', () => {
    expect(lines.length).toBeGreaterThan(50);
    const wrong = lines.flatMap(({ page, words }) => {
      const { io, err } = captured();
      const choice = chooseCommand(words, io);
      return choice.kind === 'command' || choice.exitCode === 0 ? [] : [`${page}: ${err.join('')}`];
    });
    expect(wrong).toEqual([]);
  });

  it('are found out where they are not', () => {
    expect(problemWith(['audit', 'frobnicate'])).not.toBeNull();
    expect(problemWith(['audit', 'log', '--effekt', 'deny'])).not.toBeNull();
    expect(problemWith(['frobnicate'])).not.toBeNull();
    expect(problemWith(['audit', 'log', '--effect', 'deny'])).toBeNull();
    expect(commandsIn('`leash pins lst`\n```sh\nleash-mcp x # leash y\nx | leash z\n```\n')).toEqual([
      ['pins', 'lst'],
      ['z'],
    ]);
  });

  it('of the proxy take the options that are shown', () => {
    const wrong = PAGES.flatMap((page) =>
      proxyOptionsIn(textOf(page))
        .filter((option) => !new RegExp(`${option}\\b(?!-)`).test(PROXY_HELP))
        .map((option) => `${page}: ${option}`),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the settings in README.md', () => {
  const rows = new Map(
    [...README.matchAll(/^\| `([a-z_.]+)` \| (.*) \| (.*) \|$/gm)].map(([, name = '', takes = '', usual = '']) => [
      name,
      { takes, usual },
    ]),
  );

  it('are all that there are', () => {
    expect([...rows.keys()].sort()).toEqual([...settingNames()].sort());
  });

  it.each([...rows])('%s takes what stands there', (name, { takes, usual }) => {
    const words = [...`${takes.replace(/\[.*?\]\(.*?\)/g, '')} ${usual}`.matchAll(/`(\w+)`/g)].map(
      ([, word = '']) => word,
    );
    const [, least, most] = /(\d+) to (\d+)/.exec(takes) ?? [];
    const bounds = least === undefined || most === undefined ? [] : [least, most, ...usual.split(' ')];
    for (const value of [...words, ...bounds]) expect(problemsOf(name, value)).toEqual([]);
    if (least !== undefined) expect(problemsOf(name, String(Number(least) - 1))).not.toEqual([]);
    if (most !== undefined) expect(problemsOf(name, String(Number(most) + 1))).not.toEqual([]);
    if (words.length > 0) expect(problemsOf(name, 'frobnicate')).not.toEqual([]);
  });
});

describe('the routes in the pages', () => {
  it('are there', () => {
    const known = ROUTES.flatMap(pathsOf).map(
      (path) => new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
    );
    const shown = PAGES.flatMap((page) =>
      [...textOf(page).matchAll(/127\.0\.0\.1:80\d\d(\/[\w/:.-]+)/g)].map(([, path = '']) => path),
    );
    expect(shown.length).toBeGreaterThan(2);
    expect(shown.filter((path) => !known.some((pattern) => pattern.test(path)))).toEqual([]);
  });
});

const tools = [
  ['python3', '--version'],
  ['openssl', 'version'],
] as const;
const missing = tools.filter(([program, word]) => spawnSync(program, [word]).status !== 0).map(([program]) => program);
if (missing.length > 0) console.warn(`the program of docs/verify.md is not run: no ${missing.join(', ')} here`);

describe.runIf(missing.length === 0)('the program in docs/verify.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'leash-docs-'));
  const home = locateHome(join(folder, 'home'));
  const program = join(folder, 'check_log.py');
  const log = join(home.audit, 'shards', '00.db');
  const run = (key: string, path = log) =>
    spawnSync('python3', ['-W', 'error', program, path, key], { encoding: 'utf8' });
  let keys: ReadonlyMap<string, string>;

  beforeAll(async () => {
    await session(home, calls(9));
    keys = new Map((await publicKeys(home))?.epochs.map(({ shard, key }) => [shard, key]));
    writeFileSync(program, /```python\n([^]*?)```/.exec(textOf('docs/verify.md'))?.[1] ?? '');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const keyOf = (shard: string): string => keys.get(shard) ?? '';

  it('takes a log as it is', () => {
    const { status, stdout, stderr } = run(keyOf('00'));
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^\d+ entries of leash\/[0-9a-f]+\/00: each in its place and as it was signed\n$/);
  });

  it('says so where another key is expected', () => {
    expect(run(keyOf('index'))).toMatchObject({ status: 1, stderr: 'the checkpoint is signed by another key\n' });
  });

  it.each([
    ['UPDATE entry SET bytes = bytes || char(32) WHERE seq = 2', 'entry 3 does not follow the one before'],
    ['UPDATE entry SET bytes = bytes || char(32) WHERE seq = (SELECT max(seq) FROM entry)', 'is of other entries'],
    ['DELETE FROM entry WHERE seq = 4', 'entry 4 does not follow the one before'],
    ["UPDATE entry SET note = replace(note, '/00', '/01')", 'signed by another key'],
    ['UPDATE entry SET note = replace(note, char(10) || (seq + 1), char(10) || seq)', 'signature does not verify'],
    ['UPDATE entry SET note = NULL', 'the end was cut off'],
    [
      'UPDATE entry SET note = (SELECT note FROM entry WHERE note NOT NULL ORDER BY seq LIMIT 1)',
      'is of other entries',
    ],
  ])('does not take it after: %s', (change, why) => {
    const changed = join(folder, 'changed.db');
    copyFileSync(log, changed);
    const edit = 'import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as log: log.execute(sys.argv[2])';
    expect(spawnSync('python3', ['-c', edit, changed, change]).status).toBe(0);
    const { status, stderr } = run(keyOf('00'), changed);
    expect(stderr).toContain(why);
    expect(status).toBe(1);
  });
});

function textOf(page: string): string {
  return pages.get(page) ?? '';
}

/** A page without its blocks of code. */
function proseOf(text: string): string {
  return text.replace(/^ *```[^]*?^ *```$/gm, '');
}

function leadsSomewhere(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? join(root, page) : resolve(root, dirname(page), path);
  if (!existsSync(file)) return false;
  return anchor === undefined || headingsOf(readFileSync(file, 'utf8')).includes(anchor);
}

/** Headings as links name them. */
function headingsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The words behind each `leash` of a page, in blocks and in running text. */
function commandsIn(text: string): string[][] {
  const inline = [...proseOf(text).matchAll(/`leash ([^`]+)`/g)].map(([, words = '']) => wordsOf(words));
  return [...inline.flatMap(spread), ...linesIn(text)];
}

/** Those that stand in blocks for a shell, each on its line or behind a pipe. */
function linesIn(text: string): string[][] {
  const blocks = [...text.matchAll(/^```(?:sh|bash)?\n([^]*?)^```$/gm)].map(([, block = '']) => block);
  const lines = blocks.flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'));
  return lines.flatMap((line) =>
    line
      .replace(/(?:^|\s)#.*$/, '')
      .split(/ (?:&&|\|) |<\(|\$\(/)
      .flatMap((part) => {
        const [, words] = /^(?:\s*[A-Z_]+=\S+)*\s*leash (.+)$/.exec(part.replace(/\)$/, '')) ?? [];
        // What is printed of `leash` in running text begins with its command; a line of a table does not.
        return words === undefined || /^ /.test(words) ? [] : [wordsOf(words)];
      }),
  );
}

/** Words as a shell splits them, as far as the pages need it. */
function wordsOf(text: string): string[] {
  const words = [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
  const end = words.findIndex((word) => /^[<>]/.test(word));
  return end < 0 ? words : words.slice(0, end);
}

/** `audit log|show` and `policy add | test` are two commands each. */
function spread(words: string[]): string[][] {
  const text = words.join(' ');
  const [, group, names] = /^(\w+) (\w+(?: ?\| ?\w+)+)/.exec(text) ?? [];
  if (group === undefined || names === undefined) return [words];
  return names.split(/ ?\| ?/).map((name) => [group, name]);
}

const COMMON = new Set(['--home', '--json', '--debug', '--help', '--version']);

/** What is wrong with a command, complete or not; null where nothing is. */
function problemWith(words: readonly string[]): string | null {
  const [first = '', second = ''] = words.filter((word) => !word.startsWith('-'));
  const dashes = words.indexOf('--');
  const options = words
    .slice(0, dashes < 0 ? words.length : dashes)
    .filter((word) => word.startsWith('--'))
    .map((word) => word.replace(/[=,;:.].*$/, ''));
  if (first === '' || first === '...') return null;
  const group = COMMANDS.find(({ name }) => name === first);
  // A group by itself, or with what stands for any of its commands.
  if (group !== undefined && !/^[a-z]/.test(second)) return null;
  const inGroup = group ?? COMMANDS.find(({ name }) => name === '');
  const name = group === undefined ? first : second;
  const command = inGroup?.commands.find(({ usage }) => usage.split(' ')[0] === name);
  if (command === undefined) return 'there is no such command';
  const known = new Set((command.options ?? []).flatMap(([flags]) => flags.match(/--[\w-]+/g) ?? []));
  const unknown = options.filter((option) => !known.has(option) && !COMMON.has(option));
  return unknown.length === 0 ? null : `it takes no ${unknown.join(', ')}`;
}

/** The options between `leash-mcp` and `--`, in blocks and in running text. */
function proxyOptionsIn(text: string): string[] {
  const calls_ = [...text.matchAll(/(?<![\w/.-])leash-mcp ((?:(?! -- |#|`|\n).)*)/g)].map(([, words = '']) => words);
  return calls_.flatMap((words) => words.match(/(?<!\S)--[a-z][\w-]*/g) ?? []);
}

/** What the parser says of one setting that has this value, as YAML. */
function problemsOf(name: string, value: string): string[] {
  const yaml = name
    .split('.')
    .map((part, depth) => `${'  '.repeat(depth)}${part}:`)
    .join('\n');
  const { node, problems } = readYaml('config.yaml', Buffer.from(`${yaml} ${value}\n`));
  const all = node === null ? problems : [...problems, ...parseConfig('config.yaml', node).problems];
  return all.map(({ message }) => message);
}
