import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openScene, SERVER } from '../../../src/app/demo/scene.ts';
import { validatePolicies } from '../../../src/app/policies.ts';
import { emptyFolder } from '../../cli/home.ts';
import { LEASH, LEASH_MCP } from '../../e2e/support.ts';
import { UNPROTECTED } from './unprotected.ts';

/** Where the scene has its folder. */
function ownTemporary(): string {
  const folder = emptyFolder();
  vi.stubEnv('TMPDIR', folder);
  return folder;
}

afterEach(() => vi.unstubAllEnvs());

describe('openScene', () => {
  it('starts a server behind Leash in a folder of its own, and ends and removes both', async () => {
    const temporary = ownTemporary();
    const server = [process.execPath, LEASH, 'demo', '--serve'];
    const scene = await openScene({ proxy: [process.execPath, LEASH_MCP], server }, '1');
    expect(await validatePolicies({ given: [], folder: scene.home.policies })).toMatchObject({ ok: true });
    expect(await scene.tools()).toContain('read_note');
    const { proxies } = await scene.fleet.list();
    expect(proxies).toMatchObject([{ info: { server: SERVER } }]);
    await scene.end();
    expect((await scene.fleet.list()).proxies).toEqual([]);
    await expect(scene.call('read_note', { name: 'today' })).rejects.toThrow('it ended');
    scene.remove();
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('is torn down at once where nobody waits', async () => {
    const temporary = ownTemporary();
    const scene = await openScene(UNPROTECTED, '1');
    scene.destroy();
    expect(readdirSync(temporary)).toEqual([]);
    await scene.end();
  });

  it('leaves nothing behind where the proxy does not start, or does not answer', async () => {
    const temporary = ownTemporary();
    const missing = openScene({ proxy: ['/nowhere/leash-mcp'], server: [] }, '1');
    await expect(missing).rejects.toMatchObject({ code: 'ERR_SPAWN_FAILED' });
    const dying = openScene({ proxy: [process.execPath, '-e', 'process.exit(3)', '--'], server: [] }, '1');
    await expect(dying).rejects.toThrow('it ended (code 3)');
    expect(readdirSync(temporary)).toEqual([]);
  });
});
