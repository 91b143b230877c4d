import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Leash, LeashUnavailable } from '../../src/sdk/index.ts';
import { tempFolder } from '../support/tempHome.ts';
import { answering, stubServer } from './stubServer.ts';
import { wireDecision } from './wireDecision.ts';

const src = resolve(import.meta.dirname, '../../src');

/** All that loading a file loads at once. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const imports = readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type)[^;]*?from '(\.[^']+)'/gms);
  for (const [, target = ''] of imports) loadedBy(resolve(dirname(file), target), seen);
  return seen;
}

describe('Leash', () => {
  it('loads no engine before one is wanted', () => {
    const loaded = [...loadedBy(resolve(src, 'sdk/index.ts'))].map((file) => relative(src, file));
    expect(loaded).toContain('sdk/remote.ts');
    expect(loaded.filter((file) => !/^(?:sdk|jsonrpc)\//.test(file))).toEqual([]);
    const embedded = [...loadedBy(resolve(src, 'sdk/embedded.ts'))].map((file) => relative(src, file));
    expect(embedded).toContain('app/engine.ts');
  });

  it('asks a server for each call', async () => {
    const { url, seen } = await stubServer(answering(wireDecision()));
    const leash = Leash.remote({ url, token: 'token', server: 'mail', session: 'run-1' });
    await expect(leash.tool('send', (mail: { to: string }) => mail.to)({ to: 'a' })).resolves.toBe('a');
    expect(seen).toMatchObject([{ body: { server: 'mail', session: 'run-1', action: 'send', args: { to: 'a' } } }]);
  });

  it('runs nothing where no server answers', async () => {
    const leash = Leash.remote({ url: 'http://127.0.0.1:1', token: 'token' });
    let ran = 0;
    await expect(leash.tool('send', () => (ran += 1))()).rejects.toBeInstanceOf(LeashUnavailable);
    expect(ran).toBe(0);
  });

  it('denies everything in a home without policies', async () => {
    const leash = await Leash.embedded({ home: tempFolder(), agent: 'mailer', alert: () => undefined });
    await expect(leash.authorize({ action: 'send' })).resolves.toMatchObject({ allowed: false, effect: 'deny' });
    await leash.close();
  });
});
