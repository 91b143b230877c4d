import { describe, expect, it } from 'vitest';
import { flawOf, grantOnce, MESSAGES, personSaidNo, RETURN_TEXTS } from '../../../src/app/approvals/answers.ts';
import { heldCall, NO, YES } from './support.ts';

const { argsHash } = heldCall();

describe('flawOf', () => {
  it.each([
    ['a yes to this call', { ...YES, argsHash }, null],
    ['a no, whatever its reach', { ...NO, reach: 'pattern' as const, argsHash }, null],
    ['a yes to another', { ...YES, argsHash: 'sha256:x' }, 'other-arguments'],
    ['a no to another', { ...NO, argsHash: 'sha256:x' }, 'other-arguments'],
    ['a yes that reaches too far', { ...YES, reach: 'session' as const, argsHash }, 'reach'],
  ])('of %s', (_, answer, want) => expect(flawOf(heldCall(), answer)).toBe(want));
});

describe('what comes of an answer', () => {
  it('names the grant that stays, or the approval itself', () => {
    expect(grantOnce(heldCall(), { ...YES, argsHash }, null)).toMatchObject({ grant: { id: 'held-1', by: 'cli' } });
  });

  it('quotes a person, on one line and not for ever', () => {
    const { reason } = personSaidNo({ by: 'cli', reason: `no\n${'x'.repeat(1000)}` }) as { reason: string };
    expect(reason).toContain(String.raw`no\nxxx`);
    expect(reason.length).toBeLessThan(400);
    expect(personSaidNo({ by: 'cli', reason: ' ' })).toMatchObject({ reason: 'a person said no (cli)' });
  });

  it('is worded for each refusal, without a full stop', () => {
    for (const text of [...Object.values(MESSAGES), ...Object.values(RETURN_TEXTS)])
      expect(text).toMatch(/^[a-z].*[^.]$/);
  });
});
