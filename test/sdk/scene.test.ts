import { describe, expect, it } from 'vitest';
import { actingAs } from '../../src/sdk/actorScope.ts';
import { judging, questionOf } from '../../src/sdk/scene.ts';
import { fakeDecider } from './fakeDecider.ts';

const scene = { ...fakeDecider().scene, server: 'mail', wait: true };

describe('questionOf', () => {
  it('says who acts here, where, and about what', () => {
    const args = { to: 'a' };
    const about = { resource: 'mailto:a', context: { tenant: 1 } };
    const actor = { kind: 'name', name: 'clerk' } as const;
    expect(actingAs(actor, () => questionOf(scene, 'send', { args, about }))).toEqual({
      actor,
      session: 's',
      server: 'mail',
      method: null,
      action: 'send',
      resource: 'mailto:a',
      args,
      context: { tenant: 1 },
      wait: true,
      signal: null,
    });
  });
});

describe('judging', () => {
  it('denies what fails, and quotes nothing of it', () => {
    const read = () =>
      judging('send', () => {
        throw new Error('the value is hunter2');
      });
    expect(read).toThrow('Leash denied this: `send` was not run');
    expect(read).not.toThrow('hunter2');
  });
});
