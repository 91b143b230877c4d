import { describe, expect, it } from 'vitest';
import { driftedHome } from '../../app/pinSupport.ts';
import { emptyHome, run } from '../home.ts';

describe('leash pins diff', () => {
  it('shows how a server differs from what was accepted, and says so by its exit code', async () => {
    const { exitCode, out } = await run(await driftedHome(emptyHome()), ['pins', 'diff', 'srv']);
    expect(exitCode).toBe(1);
    expect(out).toContain('notes (changed)');
    expect(out).toContain('{+');
    expect(out).toContain('secrecy');
  });

  it('has nothing to show of a tool that is as it was', async () => {
    const { exitCode, out } = await run(await driftedHome(emptyHome()), ['pins', 'diff', 'srv', 'read']);
    expect([exitCode, out]).toEqual([0, '`srv` is as it was accepted\n']);
  });

  it('prints JSON', async () => {
    const { exitCode, out } = await run(await driftedHome(emptyHome()), ['pins', 'diff', 'srv', '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject([{ name: 'notes', how: 'changed' }]);
  });
});
