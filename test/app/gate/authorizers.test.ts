import { describe, expect, it, vi } from 'vitest';
import { Authorizers } from '../../../src/app/gate/authorizers.ts';
import { ALICE, ALLOW_READ, engineWith, policyText, writePolicy } from './support.ts';

const asker = (name: string, cwd: string | null = null) => ({
  identity: { ...ALICE, name },
  facts: { session: 's', agent: name, server: 'api' },
  cwd,
});

describe('Authorizers', () => {
  it('makes one for each agent, server and folder, and the same one each time', async () => {
    const authorizers = new Authorizers(await engineWith(policyText(ALLOW_READ)));
    const first = authorizers.of(asker('alice'));
    expect(authorizers.of(asker('alice'))).toBe(first);
    expect(authorizers.of(asker('bob'))).not.toBe(first);
    expect(authorizers.of(asker('alice', '/data'))).not.toBe(first);
  });

  it('makes another once the policies are others', async () => {
    const engine = await engineWith(policyText(ALLOW_READ));
    const authorizers = new Authorizers(engine);
    const first = authorizers.of(asker('alice'));
    writePolicy(engine.home, policyText(ALLOW_READ, '{ action: x, effect: deny, reason: no }'));
    await vi.waitUntil(() => authorizers.of(asker('alice')) !== first, { timeout: 5000 });
    expect(authorizers.of(asker('alice')).policySet).not.toBe(first.policySet);
  });

  it('keeps nothing of an agent that may not act', async () => {
    const engine = await engineWith(policyText(ALLOW_READ));
    let barred: string | null = null;
    const authorizers = new Authorizers({ ...engine, standing: { ...engine.standing, barred: () => barred } });
    const first = authorizers.of(asker('alice'));
    barred = 'suspended';
    expect(authorizers.of(asker('alice'))).not.toBe(first);
    barred = null;
    expect(authorizers.of(asker('alice'))).toBe(first);
  });
});
