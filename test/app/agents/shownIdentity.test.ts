import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { shownIdentity } from '../../../src/app/agents/shownIdentity.ts';
import type { AgentDirectory } from '../../../src/app/control/agents.ts';
import { tempFolder } from '../../support/tempHome.ts';

const identity = { name: 'claude', id: 'agt_1', verified: true, labels: {} };

function surroundings(
  read: AgentDirectory['read'] = () => Promise.resolve({ kind: 'agent', identity, expiresAt: null }),
) {
  const warned: string[] = [];
  return { agents: { read }, env: { TOKEN: 'a.b.c' }, warn: (text: string) => warned.push(text), warned };
}

const BY_ENV = { kind: 'env', name: 'TOKEN' } as const;

describe('what an agent on stdin shows', () => {
  it.each([null, 'claude'])('is who its token says, where `--agent` says %s', async (expected) => {
    expect(await shownIdentity({ token: BY_ENV, expected }, surroundings())).toEqual(identity);
  });

  it('is what a file of its own holds', async () => {
    const file = join(tempFolder(), 'token');
    writeFileSync(file, 'from-file\n', { mode: 0o600 });
    const given: string[] = [];
    const around = surroundings((token) => {
      given.push(token);
      return Promise.resolve({ kind: 'agent', identity, expiresAt: null });
    });
    expect(await shownIdentity({ token: { kind: 'file', name: file }, expected: null }, around)).toEqual(identity);
    expect(given).toEqual(['from-file']);
    chmodSync(file, 0o644);
    const open = await shownIdentity({ token: { kind: 'file', name: file }, expected: null }, around);
    expect(open.refused).toContain('chmod 600');
  });

  it.each<[string, string | null, AgentDirectory['read'], string]>([
    ['a token that is refused', null, () => Promise.resolve({ kind: 'refused', why: 'expired' }), '(expired)'],
    ['a token of another', 'other', surroundings().agents.read, 'is that of `claude`'],
    ['a registry that fails', null, () => Promise.reject(new Error('x')), 'cannot be read'],
  ])('is nobody for %s, and says so without the token', async (_, expected, read, why) => {
    const around = surroundings(read);
    const shown = await shownIdentity({ token: BY_ENV, expected }, around);
    expect(shown).toMatchObject({ name: expected ?? 'unknown', id: null, verified: false });
    expect(shown.refused).toContain(why);
    expect(around.warned.join()).toContain('everything is denied');
    expect(`${shown.refused} ${around.warned.join()}`).not.toContain('a.b.c');
  });

  it('is nobody where the variable is not set, whatever every object inherits', async () => {
    for (const name of ['MISSING', 'constructor']) {
      const shown = await shownIdentity({ token: { kind: 'env', name }, expected: null }, surroundings());
      expect(shown.refused).toContain('not set');
    }
  });
});
