import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it } from 'vitest';
import { auditEntries, installed, leash, temporaryHome } from './support.ts';

const user = temporaryHome();
afterAll(() => user.remove());

const file = join(user.path, '.claude.json');
const data = join(user.path, 'data');
const env = { HOME: user.path, LEASH_HOME: '', XDG_CONFIG_HOME: '' };
const home = join(user.path, '.leash');
const [command = '', ...args] = installed('mcp-server-filesystem', data);
const TEXT = `{ // Claude Code writes none, people do\r\n  "mcpServers": { "fs": { "type": "stdio", "command": ${JSON.stringify(command)}, "args": ${JSON.stringify(args)} }, },\r\n}`;

interface Entry {
  readonly command: string;
  readonly args: readonly string[];
}

/** Starts a server as the client would, with a small PATH, and asks it these things. */
async function ask(entry: Entry, requests: readonly object[]): Promise<readonly Record<string, unknown>[]> {
  const small = { HOME: user.path, PATH: '/usr/bin:/bin' };
  const child = spawn(entry.command, entry.args, { env: small, stdio: ['pipe', 'pipe', 'inherit'] });
  const answers: Record<string, unknown>[] = [];
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  for (const [id, request] of requests.entries()) {
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...request })}\n`);
    for (let answer: Record<string, unknown> = {}; answer['id'] !== id;) {
      answer = JSON.parse(String((await lines.next()).value)) as Record<string, unknown>;
      if (answer['id'] === id) answers.push(answer);
    }
  }
  child.stdin.end();
  await once(child, 'exit');
  return answers;
}

const INITIALIZE = {
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'c', version: '1' } },
};
const call = (name: string, words: object) => ({ method: 'tools/call', params: { name, arguments: words } });

describe('a user who sets Leash up', () => {
  it('comes from a bare server to one behind Leash and back, and the file is as it was', async () => {
    mkdirSync(data);
    writeFileSync(join(data, 'a.txt'), 'hello');
    writeFileSync(file, TEXT);

    const init = await leash(['init', '--yes'], env);
    expect([init.code, init.stderr]).toEqual([0, '']);

    const wrapped = /"fs": (\{.*\}), \},/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    const entry = JSON.parse(wrapped) as Entry;
    expect(entry.command).toBe(process.execPath);
    const [, read, write] = await ask(entry, [
      INITIALIZE,
      call('read_text_file', { path: join(data, 'a.txt') }),
      call('write_file', { path: '/etc/leash-test', content: 'x' }),
    ]);
    expect(JSON.stringify(read)).toContain('hello');
    expect(JSON.stringify(write)).toMatch(/denied|isError|error/);
    const decisions = (await auditEntries(home)).filter(({ action }) => /_file$/.test(action));
    expect(decisions.map(({ action, agent, effect }) => [action, agent, effect])).toEqual([
      ['write_file', 'claude-code', 'deny'],
      ['read_text_file', 'claude-code', 'allow'],
    ]);

    const doctor = await leash(['doctor', '--json'], env);
    expect([doctor.code, doctor.stderr]).toEqual([0, '']);
    const { checks } = JSON.parse(doctor.stdout) as {
      checks: readonly { what: string; state: string; detail: string }[];
    };
    expect(checks.find(({ what }) => what === 'Claude Code fs')?.detail).toMatch(/tools come through|the same/);

    const unwrap = await leash(['unwrap', '--yes'], env);
    expect([unwrap.code, unwrap.stderr]).toEqual([0, '']);
    expect(readFileSync(file, 'utf8')).toBe(TEXT);
  });
});
