import { describe, expect, it } from 'vitest';
import { actingAs, actorHere, actorOf } from '../../src/sdk/actorScope.ts';

const clerk = { kind: 'name', name: 'clerk' } as const;
const boss = { kind: 'name', name: 'boss' } as const;

describe('actingAs', () => {
  it('holds for all that a function awaits, and for nothing else', async () => {
    const pause = () => new Promise((resolve) => setImmediate(resolve));
    const [first, second] = await Promise.all(
      [clerk, boss].map((actor) =>
        actingAs(actor, async () => {
          await pause();
          return actorHere();
        }),
      ),
    );
    expect([first, second, actorHere()]).toEqual([clerk, boss, null]);
  });

  it('gives way to the innermost, and comes back', () => {
    actingAs(clerk, () => {
      expect(actingAs(boss, actorHere)).toEqual(boss);
      expect(actorHere()).toEqual(clerk);
    });
  });
});

describe('actorOf', () => {
  it.each([
    ['eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhIn0.c2ln', 'token'],
    ['eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.', 'token'],
    [`leash_${'A'.repeat(43)}`, 'token'],
    ['leash_agent', 'name'],
    ['eyJ', 'name'],
    ['email-agent', 'name'],
  ])('takes %s for a %s', (text, kind) => {
    expect(actorOf(text).kind).toBe(kind);
  });
});
