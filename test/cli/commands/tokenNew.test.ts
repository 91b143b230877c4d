import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../src/app/readConfig.ts';
import { openAuthenticator } from '../../../src/edge/http/auth.ts';
import { emptyHome, jsonOf, run } from '../home.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('leash token new', () => {
  it('prints a token, and settings by which it lets its agent in', async () => {
    const home = emptyHome();
    const { exitCode, out, err } = await run(home, ['token', 'new', 'claude']);
    expect([exitCode, err]).toEqual([0, '']);
    const [token = ''] = out.split('\n');
    const settings = out.split('\n').filter((line) => /^ {2}(auth:| {2}tokens:| {4}- agent:| {6}sha256:)/.test(line));
    writeFileSync(join(home.root, 'config.yaml'), settings.map((line) => line.slice(2)).join('\n'));
    const { config, problems } = readConfig(home);
    expect(problems).toEqual([]);
    const authenticator = openAuthenticator({
      required: true,
      agent: 'default',
      settings: config.auth,
      resource: () => new URL('http://127.0.0.1:1/mcp'),
      name: 'x',
      warn: () => undefined,
    });
    expect(await authenticator.authenticate(`Bearer ${token}`)).toMatchObject({ agent: 'claude' });
    expect(await authenticator.authenticate(`Bearer ${token}x`)).toMatchObject({ status: 401 });
  });

  it('prints JSON for machines', async () => {
    const home = emptyHome();
    const json = jsonOf(await run(home, ['token', 'new', 'claude', '--json']));
    expect(json).toEqual({
      agent: 'claude',
      token: expect.stringMatching(/^leash_[\w-]{43}$/) as string,
      sha256: sha256(String(json['token'])),
      file: join(home.root, 'config.yaml'),
    });
  });

  it('keeps nothing', async () => {
    const home = emptyHome();
    const before = readdirSync(home.root, { recursive: true });
    await run(home, ['token', 'new', 'claude']);
    expect(readdirSync(home.root, { recursive: true })).toEqual(before);
  });

  it.each(['*', 'a/b', '', 'a b', '\u202ex', '-'])('ends with 2 for the agent `%s`', async (agent) => {
    const { exitCode, out } = await run(emptyHome(), ['token', 'new', '--', agent]);
    expect([exitCode, out]).toEqual([2, '']);
  });

  it('ends with 2 without an agent', async () => {
    expect((await run(emptyHome(), ['token', 'new'])).exitCode).toBe(2);
  });
});
