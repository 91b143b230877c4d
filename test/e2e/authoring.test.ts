import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, callTool, type CallOutcome } from './calls.ts';
import { auditEntries, installed, leash, startProxy, temporaryHome, type LeashRun, type Proxy } from './support.ts';

/** What an agent does at each server; the same again is what a policy for it has to allow. */
const CALLS = {
  files: (project: string): [tool: string, args: object][] => [
    ['list_allowed_directories', {}],
    ['list_directory', { path: project }],
    ['read_text_file', { path: join(project, 'README.md') }],
    ['read_text_file', { path: join(project, 'src/a.ts'), head: 10 }],
    ['read_text_file', { path: 'src/a.ts', head: 3 }],
    ['read_multiple_files', { paths: [join(project, 'README.md'), join(project, 'src/a.ts')] }],
    ['write_file', { path: join(project, 'notes/today.md'), content: 'What was done, in some words.' }],
    ['search_files', { path: project, pattern: '*.ts', excludePatterns: ['notes'] }],
  ],
  git: (project: string): [tool: string, args: object][] => [
    ['git_status', { path: project }],
    ['git_log', { path: project, maxCount: 5 }],
    ['git_log', { path: project, maxCount: 20 }],
    ['git_show', { path: project, object: 'HEAD' }],
    ['git_diff', { path: project }],
  ],
};

/** Calls a step beside those, each with what is one step too far in it. */
const BESIDE = {
  files: (project: string): [tool: string, args: object][] => [
    ['read_text_file', { path: join(project, '../outside/secret.txt') }],
    ['read_text_file', { path: `${project}-evil/README.md` }],
    ['read_text_file', { path: join(project, 'README.md'), head: 11 }],
    ['read_text_file', { path: join(project, 'README.md'), tail: 3 }],
    ['read_multiple_files', { paths: [join(project, 'README.md'), '/etc/passwd'] }],
    ['write_file', { path: join(project, 'src/a.ts'), content: 'x' }],
    ['write_file', { path: join(project, 'notes/today.md'), content: 'x'.repeat(100) }],
    ['search_files', { path: project, pattern: '*.ts', excludePatterns: [], maxResults: 1 }],
    ['create_directory', { path: join(project, 'notes/more') }],
  ],
  git: (project: string): [tool: string, args: object][] => [
    ['git_status', { path: join(project, '../outside') }],
    ['git_log', { path: project, maxCount: 21 }],
    ['git_log', { path: project, maxCount: 4 }],
    ['git_show', { path: project, object: 'HEAD~1' }],
    ['git_commit', { path: project, message: 'x' }],
  ],
};

const SERVERS = ['files', 'git'] as const;
type Server = (typeof SERVERS)[number];

const folder = temporaryHome();
const home = join(folder.path, 'home');
const project = join(folder.path, 'project');
const suggested = join(folder.path, 'suggested');
afterAll(() => folder.remove());

const run = (...words: string[]): Promise<LeashRun> => leash([...words, '--home', home]);

function start(server: Server, ...options: string[]): Proxy {
  const command = server === 'git' ? installed('git-mcp-server') : installed('mcp-server-filesystem', project);
  return startProxy({ home, options: ['--name', server, ...options], server: command, cwd: project });
}

/** Opens a session, makes the calls one by one, and ends it. */
async function session(
  server: Server,
  calls: readonly [tool: string, args: object][],
  ...options: string[]
): Promise<CallOutcome[]> {
  const proxy = start(server, ...options);
  const clientInfo = { name: 'test', version: '1' };
  await ask(proxy, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
  proxy.send({ method: 'notifications/initialized' });
  const outcomes: CallOutcome[] = [];
  for (const [tool, args] of calls) outcomes.push(await callTool(proxy, tool, args));
  await proxy.finish();
  return outcomes;
}

const wasDenied = ({ text }: CallOutcome): boolean => text.startsWith('Leash denied this');

beforeAll(async () => {
  for (const path of ['home', 'project/src', 'project/notes', 'outside'])
    mkdirSync(join(folder.path, path), { recursive: true, mode: 0o700 });
  writeFileSync(join(project, 'README.md'), 'A project\n');
  writeFileSync(join(project, 'src/a.ts'), 'export {};\n');
  writeFileSync(join(folder.path, 'outside/secret.txt'), 'secret\n');
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.email=a@b', '-c', 'user.name=a', ...args], { cwd: project });
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'first');
  await Promise.all(SERVERS.map((server) => session(server, CALLS[server](project), '--observe')));
});

describe('a policy that is suggested from what real servers were used for', () => {
  it('validates, and the same history under it comes out the same', async () => {
    const wrote = await run('policy', 'suggest', '--to', suggested);
    expect(wrote).toMatchObject({ code: 0, stderr: '' });
    expect(wrote.stdout.trimEnd().split('\n').sort()).toEqual(
      SERVERS.map((server) => `wrote ${join(suggested, `suggested-${server}.yaml`)}`),
    );
    expect(await run('policy', 'validate', suggested)).toMatchObject({ code: 0 });
    const replayed = await run('policy', 'replay', '--policy', suggested, '--json');
    const calls = SERVERS.flatMap((server) => CALLS[server](project)).length;
    expect(JSON.parse(replayed.stdout)).toMatchObject({ decisions: calls, same: calls, changed: 0, undecidable: [] });
    expect(replayed.code).toBe(0);
  });

  it.each(SERVERS)('allows the same calls at %s once more, and denies each that is a step beside', async (server) => {
    const same = await session(server, CALLS[server](project), '--policy', suggested);
    expect(same.filter(wasDenied)).toEqual([]);
    const beside = BESIDE[server](project);
    const outcomes = await session(server, beside, '--policy', suggested);
    expect(beside.filter((_, index) => !outcomes.some((each, at) => at === index && wasDenied(each)))).toEqual([]);
  });

  it('has its denials explained, by the set that was in force then, also when that is gone', async () => {
    const denials = (await auditEntries(home)).filter(
      ({ effect, action }) => effect === 'deny' && action === 'git_log',
    );
    const id = `${denials[0]?.shard ?? ''}:${denials[0]?.seq ?? ''}`;
    const { code, stdout } = await run('policy', 'explain', id, '--policy', suggested);
    expect(code).toBe(0);
    expect(stdout).toContain('argument  maxCount = 4\n');
    expect(stdout).toMatch(
      /misses {2}allow git_log\n(?: .*\n)*? {6}no {6}argument `maxCount`: of type integer and at least 5 and at most 20\n/,
    );
    expect(stdout).not.toContain('the policies have changed');
    rmSync(join(suggested, 'suggested-git.yaml'));
    const later = await run('policy', 'explain', id, '--policy', suggested);
    expect(later.stdout).toContain('by the set that was in force:\n');
    expect(later.stdout).toContain('argument `maxCount`');
    expect(later.stdout).toContain('the policies have changed since; by those in force now:\n');
  });
});
