import { chmodSync, existsSync, readdirSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Home } from '../../../src/edge/home.ts';
import { canonicalUrl, grantStore, type Grant } from '../../../src/edge/http/upstreamAuthStore.ts';
import { tempHome } from '../../support/tempHome.ts';

const url = new URL('https://mcp.example/mcp');
const grant: Grant = {
  url: url.href,
  issuer: 'https://auth.example',
  resource: url.href,
  client: { id: 'leash', secret: null, method: 'none' },
  tokens: { access: 'a', refresh: 'r', renewAt: 5, scope: null },
};

const unreadable = expect.objectContaining({ code: 'ERR_KEY_UNREADABLE' }) as Error;

/** The one file of a home's logins. */
function fileOf(home: Home): string {
  const folder = join(home.root, 'oauth');
  const [name = ''] = readdirSync(folder).filter((each) => each.endsWith('.json'));
  return join(folder, name);
}

async function kept(): Promise<{ home: Home; path: string; read: () => Promise<Grant | null> }> {
  const home = tempHome();
  const store = grantStore(home, url, null);
  await store.exclusively(() => store.write(grant));
  return { home, path: fileOf(home), read: () => store.read() };
}

describe('grantStore', () => {
  it('gives back what was written, from a file that only its owner reads', async () => {
    const { path, read } = await kept();
    expect(await read()).toEqual(grant);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  });

  it('keeps a login without tokens', async () => {
    const home = tempHome();
    const store = grantStore(home, url, null);
    await store.exclusively(() => store.write({ ...grant, tokens: null }));
    expect(await store.read()).toEqual({ ...grant, tokens: null });
  });

  it('has nothing where nothing was written, and removes that too', async () => {
    const store = grantStore(tempHome(), url, null);
    expect([await store.read(), await store.version(), await store.remove()]).toEqual([null, '', false]);
  });

  it('keeps servers, queries and accounts apart, and fragments together', async () => {
    const home = tempHome();
    const store = grantStore(home, url, null);
    await store.exclusively(() => store.write(grant));
    const others = [
      grantStore(home, new URL('https://mcp.example/mcp2'), null),
      grantStore(home, new URL('https://mcp.example/mcp?a=b'), null),
      grantStore(home, new URL('http://mcp.example/mcp'), null),
      grantStore(home, url, 'client'),
    ];
    for (const other of others) expect(await other.read()).toBeNull();
    expect(await grantStore(home, new URL('HTTPS://MCP.example:443/mcp#x'), null).read()).toEqual(grant);
  });

  it('changes its version with each write', async () => {
    const home = tempHome();
    const store = grantStore(home, url, null);
    const versions = new Set([await store.version()]);
    await store.exclusively(async () => {
      for (let i = 0; i < 3; i++) {
        await store.write(grant);
        versions.add(await store.version());
      }
    });
    expect(versions.size).toBe(4);
    expect([await store.remove(), await store.version()]).toEqual([true, '']);
  });

  it('refuses the login of another server in its place', async () => {
    const { home, path } = await kept();
    const other = grantStore(home, new URL('https://evil.example/mcp'), null);
    await other.exclusively(() => other.write(grant));
    const [otherPath = ''] = readdirSync(join(path, '..')).filter(
      (name) => name.endsWith('.json') && !path.endsWith(name),
    );
    renameSync(path, join(path, '..', otherPath));
    await expect(other.read()).rejects.toThrow(unreadable);
  });

  it.each([0o604, 0o640, 0o644])('refuses a file that others can read (%o)', async (mode) => {
    const { path, read } = await kept();
    chmodSync(path, mode);
    await expect(read()).rejects.toThrow(unreadable);
  });

  it('refuses a link', async () => {
    const { path, read } = await kept();
    renameSync(path, `${path}.moved`);
    symlinkSync(`${path}.moved`, path);
    await expect(read()).rejects.toThrow(unreadable);
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '7',
    JSON.stringify({ ...grant, url: 7 }),
    JSON.stringify({ ...grant, issuer: null }),
    JSON.stringify({ ...grant, client: null }),
    JSON.stringify({ ...grant, client: { ...grant.client, secret: 1 } }),
    JSON.stringify({ ...grant, tokens: [] }),
    JSON.stringify({ ...grant, tokens: { access: 'a' } }),
    JSON.stringify({ ...grant, tokens: { ...grant.tokens, renewAt: 'soon' } }),
    'x'.repeat(300_000),
  ])('refuses a damaged file, without repeating it: %.60s', async (text) => {
    const { path, read } = await kept();
    writeFileSync(path, text);
    await expect(read()).rejects.toThrow(unreadable);
    await expect(read()).rejects.toThrow(/^(?!.*"access")/);
  });

  it('lets one process in at a time', async () => {
    const home = tempHome();
    const order: string[] = [];
    let go: () => void = () => undefined;
    let first: Promise<void> = Promise.resolve();
    await new Promise<void>((isIn) => {
      first = grantStore(home, url, null).exclusively(async () => {
        isIn();
        await new Promise<void>((resolve) => (go = resolve));
        order.push('first');
      });
    });
    const second = grantStore(home, url, null).exclusively(() => {
      order.push('second');
      return Promise.resolve();
    });
    const other = await grantStore(home, new URL('https://other.example'), null).exclusively(() =>
      Promise.resolve('other'),
    );
    expect([other, order]).toEqual(['other', []]);
    go();
    await Promise.all([first, second]);
    expect(order).toEqual(['first', 'second']);
  });

  it('lets the next in after a failure', async () => {
    const store = grantStore(tempHome(), url, null);
    await expect(store.exclusively(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(await store.exclusively(() => Promise.resolve(1))).toBe(1);
  });

  it('writes nothing into a home that others can reach', async () => {
    const home = tempHome();
    chmodSync(home.root, 0o755);
    const store = grantStore(home, url, null);
    await expect(store.exclusively(() => store.write(grant))).rejects.toMatchObject({ code: 'ERR_HOME_UNSAFE' });
    expect(existsSync(join(home.root, 'oauth'))).toBe(false);
  });
});

describe('canonicalUrl', () => {
  it.each([
    ['HTTPS://Mcp.Example:443/mcp#part', 'https://mcp.example/mcp'],
    ['https://mcp.example', 'https://mcp.example/'],
    ['https://mcp.example/mcp?b=1&a=2', 'https://mcp.example/mcp?b=1&a=2'],
  ])('of %s is %s', (given, want) => expect(canonicalUrl(new URL(given))).toBe(want));
});
