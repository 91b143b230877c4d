import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GrantBook } from '../../../src/app/approvals/grants.ts';
import type { ApprovalAnswer, HeldCall } from '../../../src/app/control/approvals.ts';
import { heldCall, YES } from './support.ts';

const ABOUT = { id: 'g-1', now: 1000 };

function bookWith(answer: Partial<ApprovalAnswer>, call: HeldCall = heldCall()): GrantBook {
  const book = new GrantBook();
  const drafted = book.draft(call, { ...YES, argsHash: '', ...answer }, ABOUT);
  if ('error' in drafted) throw new Error(drafted.error);
  book.add(drafted.kept);
  return book;
}

/** What must be the same, with another value for each. */
const OTHERS: readonly [string, Partial<HeldCall>][] = [
  ['agent', { agent: 'other' }],
  ['agent of the same name that has shown who it is', { agentId: 'agt_1' }],
  ['server', { server: 'other' }],
  ['method', { method: 'prompts/get' }],
  ['tool', { action: 'other' }],
  ['resource', { resource: 'file:///x' }],
  ['policy set', { policySet: 'sha256:q' }],
];

describe('a grant for a session', () => {
  const book = bookWith({ reach: 'session' });

  it('covers the same call', () => expect(book.use(heldCall({ id: 'held-2' }), 2000)?.id).toBe('g-1'));

  it.each<[string, Partial<HeldCall>]>([
    ...OTHERS,
    ['session', { session: 's-2' }],
    ['argument', { args: { path: '/data/b', force: true } }],
    ['argument besides', { args: { path: '/data/a', force: true, more: 1 } }],
    ['set of arguments', { args: { path: '/data/a' } }],
  ])('covers no other %s', (_, over) => expect(book.use(heldCall(over), 2000)).toBeNull());

  it('covers nothing after its time', () => {
    const short = bookWith({ reach: 'session', forSeconds: 10 });
    expect(short.use(heldCall(), 10_999)).not.toBeNull();
    expect(short.use(heldCall(), 11_000)).toBeNull();
  });

  it.each([
    [1e9, 86_400],
    [-5, 1],
    [Number.NaN, 1],
  ])('for %d s lasts %d s', (forSeconds, seconds) => {
    const [grant] = bookWith({ reach: 'session', forSeconds }).list(1000);
    expect(grant?.expiresAt).toBe(1000 + seconds * 1000);
  });
});

describe('a grant for a pattern', () => {
  const book = bookWith({ reach: 'pattern', pattern: { path: '/data/**' } });

  it.each<[string, Partial<HeldCall>]>([
    ['another argument that its glob matches', { args: { path: '/data/b/c', force: true } }],
    ['another session', { session: 's-2' }],
  ])('covers %s', (_, over) => expect(book.use(heldCall(over), 2000)?.reach).toBe('pattern'));

  it.each<[string, Partial<HeldCall>]>([
    ...OTHERS,
    ['path', { args: { path: '/etc/passwd', force: true } }],
    ['path that only looks like one', { args: { path: '/data/../etc/passwd', force: true } }],
    ['kind of value', { args: { path: ['/data/b'], force: true } }],
    ['argument that no glob is about', { args: { path: '/data/b', force: false } }],
    ['argument besides', { args: { path: '/data/b', force: true, more: 1 } }],
    ['set of arguments', { args: { force: true } }],
    ['call without arguments', { args: null }],
  ])('covers no other %s', (_, over) => expect(book.use(heldCall(over), 2000)).toBeNull());

  it('never covers a call whose other arguments differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (force) => {
        const args = JSON.parse(JSON.stringify({ path: '/data/x', force })) as HeldCall['args'];
        expect(book.use(heldCall({ args }), 2000) !== null).toBe(force === true);
      }),
    );
  });

  it.each<[string, Partial<ApprovalAnswer>, Partial<HeldCall>]>([
    ['without a glob', { pattern: {} }, {}],
    ['about an argument that the call does not have', { pattern: { other: '**' } }, {}],
    ['about a name that every object has', { pattern: { constructor: '**' } }, {}],
    ['about an argument that is no text', { pattern: { force: '**' } }, {}],
    ['that does not match the call itself', { pattern: { path: '/etc/**' } }, {}],
    ['that cannot be read', { pattern: { path: '/data/{a' } }, {}],
    ['that is too long', { pattern: { path: 'x'.repeat(2000) } }, {}],
    ['about a call without arguments', { pattern: { path: '**' } }, { args: null }],
  ])('is none %s', (_, answer, call) => {
    const drafted = new GrantBook().draft(heldCall(call), { ...YES, argsHash: '', reach: 'pattern', ...answer }, ABOUT);
    expect(drafted).toMatchObject({ error: expect.any(String) as string });
  });
});

describe('the book', () => {
  it('takes out a grant once', () => {
    const book = bookWith({ reach: 'session' });
    expect(book.take('g-1')?.id).toBe('g-1');
    expect(book.take('g-1')).toBeNull();
    expect(book.use(heldCall(), 2000)).toBeNull();
  });

  it('is bounded, and what has expired makes room', () => {
    const book = new GrantBook();
    const draft = (i: number, now: number) =>
      book.draft(heldCall(), { ...YES, argsHash: '', reach: 'session', forSeconds: 10 }, { id: `g-${i}`, now });
    for (let i = 0; i < 1024; i += 1) {
      const drafted = draft(i, 1000);
      if ('kept' in drafted) book.add(drafted.kept);
    }
    expect(draft(1024, 1000)).toMatchObject({ error: expect.stringContaining('revoke') as string });
    expect(draft(1024, 20_000)).toHaveProperty('kept');
  });

  it('leaves no grant of an answer to one call', () => {
    expect(new GrantBook().draft(heldCall(), { ...YES, argsHash: '' }, ABOUT)).toHaveProperty('error');
  });
});
