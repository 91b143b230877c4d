import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parseProxyArgs } from '../../../src/cli/proxyArgs.ts';
import { userOfCursor } from '../clientHome.ts';
import { emptyFolder, expectHarmless, HOSTILE, jsonOf, run } from '../home.ts';

const ENV = { KEY: 'secret-of-mine' };
const ONE = { fs: { command: 'npx', env: ENV, args: ['-y', 'server-filesystem', '/data'] } };

describe('leash wrap', () => {
  it('shows what would change, hides what is secret, and changes nothing with --dry-run', async () => {
    const { home, text } = userOfCursor(ONE);
    const before = text();
    const { exitCode, out, err } = await run(home, ['wrap', '--npx', '--dry-run']);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toContain('       "args": [');
    expect(out).toContain('+        "leash-mcp",');
    expect(out).toContain('nothing was changed');
    expect(out).not.toContain('secret-of-mine');
    expect(text()).toBe(before);
    expect(existsSync(home.root)).toBe(false);
  });

  it('changes the settings with --yes, so that the client starts Leash', async () => {
    const { home, text } = userOfCursor(ONE);
    const { exitCode, out } = await run(home, ['wrap', 'cursor', 'fs', '--npx', '--yes', '--observe']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/1 server behind Leash/);
    expect(out).toMatch(/the old text is kept in .*mcp\.json\.leash-backup-/);
    const { fs } = (
      JSON.parse(text()) as { mcpServers: Record<string, { command: string; args: string[]; env: object }> }
    ).mcpServers;
    expect(fs?.command).toBe('npx');
    expect(fs?.args.slice(0, 2)).toEqual(['-y', 'leash-mcp']);
    expect(fs?.env).toEqual(ENV);
    expect(parseProxyArgs(fs?.args.slice(2) ?? [])).toMatchObject({
      name: 'fs',
      agent: 'cursor',
      observe: true,
      home: home.root,
      upstream: { command: 'npx', args: ONE.fs.args },
    });
    const again = await run(home, ['wrap', '--npx', '--yes']);
    expect([again.exitCode, again.out]).toEqual([0, 'nothing to do: what can be behind Leash is so already\n']);
  });

  it('changes nothing without a word, where nobody is there to ask', async () => {
    const { home, text } = userOfCursor(ONE);
    const before = text();
    const { exitCode, err } = await run(home, ['wrap', '--npx']);
    expect([exitCode, err]).toEqual([2, 'leash: there is no terminal to ask on: look at it above, then add --yes\n']);
    expect((await run(home, ['wrap', '--npx', '--json'])).exitCode).toBe(1);
    expect(text()).toBe(before);
  });

  it('tells machines what became of each server, without the texts', async () => {
    const { home } = userOfCursor({ ...ONE, login: { url: 'https://x.example', auth: {} } });
    const ran = await run(home, ['wrap', '--npx', '--yes', '--json']);
    expect(ran.exitCode).toBe(1);
    expect(jsonOf(ran)).toMatchObject({
      changed: true,
      servers: [
        { client: 'cursor', server: 'fs', outcome: 'changed' },
        { server: 'login', outcome: 'left' },
      ],
      backups: [expect.any(String)],
    });
    expect(ran.out).not.toContain('secret-of-mine');
  });

  it('says where settings cannot be read, and leaves them as they are', async () => {
    const { home, text } = userOfCursor('{\n  "mcpServers": {"a": }\n}');
    const { exitCode, err } = await run(home, ['wrap', '--npx', '--yes']);
    expect(exitCode).toBe(3);
    expect(err).toMatch(/the settings of Cursor were left alone: `.*mcp\.json`: 2:23: it is not JSON/);
    expect(text()).toBe('{\n  "mcpServers": {"a": }\n}');
  });

  it('wraps what a project brings with it only where the project is named', async () => {
    const { home } = userOfCursor({});
    const project = emptyFolder();
    mkdirSync(dirname(join(project, '.vscode/mcp.json')));
    writeFileSync(join(project, '.vscode/mcp.json'), '{"servers": {"p": {"command": "x"}}}');
    vi.spyOn(process, 'cwd').mockReturnValue(project);
    expect((await run(home, ['wrap', '--npx', '--dry-run'])).out).toMatch(/no client is set up/);
    expect((await run(home, ['wrap', '--npx', '--dry-run', '--scope', 'project'])).out).toContain('VS Code');
    expect((await run(home, ['wrap', '--scope', 'world'])).exitCode).toBe(2);
    vi.restoreAllMocks();
  });

  it('shows hostile names on the terminal escaped', async () => {
    const { home } = userOfCursor({ [HOSTILE]: { command: HOSTILE, args: [HOSTILE] } });
    const { exitCode, out, err } = await run(home, ['wrap', '--npx', '--yes'], { outColumns: 80 });
    expect(exitCode).toBe(0);
    expectHarmless(out.replace(/\u001b\[\d+m/g, ''));
    expectHarmless(err);
  });
});
