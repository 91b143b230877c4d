import { describe, expect, it } from 'vitest';
import { assertReason, describedAnew, describedNew } from '../../../src/app/agents/fields.ts';

const INVALID = expect.objectContaining({ code: 'ERR_AGENT_INVALID' }) as Error;

describe('what is said of an agent', () => {
  it('is all that was given, and nothing for the rest', () => {
    expect(describedNew({ name: 'a', vendor: 'Acme & Söhne', tags: ['x', 'team:y', 'x'], labels: { k: 'v' } })).toEqual(
      {
        vendor: 'Acme & Söhne',
        type: '',
        description: '',
        tags: ['x', 'team:y'],
        labels: { k: 'v' },
      },
    );
  });

  it('keeps what is not said anew', () => {
    const before = { vendor: 'v', type: 't', description: 'd', tags: ['x'], labels: { k: 'v' } };
    expect(describedAnew(before, { type: 'u', labels: {} })).toEqual({ ...before, type: 'u', labels: {} });
  });

  it.each([
    ['a control character', { description: 'a\u0007b' }],
    ['an escape sequence', { vendor: '\u001b[31mred' }],
    ['a line end', { description: 'a\nb' }],
    ['an invisible character', { type: 'a\u200bb' }],
    ['text that turns around', { vendor: 'a\u202eb' }],
    ['half a character', { vendor: 'a\ud800b' }],
    ['too much', { description: 'x'.repeat(1025) }],
    ['a tag with a space', { tags: ['a b'] }],
    ['an empty tag', { tags: [''] }],
    ['too many tags', { tags: Array.from({ length: 33 }, (_, i) => `t${i}`) }],
    ['a label without a name', { labels: { '': 'v' } }],
    ['a label that begins with a digit', { labels: { '1a': 'v' } }],
    ['a label of a name that every object has', { labels: { constructor: 'v' } }],
    ['a label of the name of prototypes', { labels: Object.fromEntries([['__proto__', 'v']]) }],
    ['a label with an invisible value', { labels: { k: '\u200b' } }],
    ['a long label', { labels: { k: 'v'.repeat(257) } }],
    ['too many labels', { labels: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`k${i}`, 'v'])) }],
  ])('holds no %s', (_, fields) => {
    expect(() => describedNew({ name: 'a', ...fields })).toThrow(INVALID);
    expect(() => describedAnew(describedNew({ name: 'a' }), fields)).toThrow(INVALID);
  });

  it('is told with all that is wrong with it, and shows nothing raw', () => {
    const wrong = { name: 'a\u001b[2J', vendor: '\u0007', tags: ['\u0007'] };
    expect(() => describedNew(wrong)).toThrow(/^[^\u0000-\u0009\u000b-\u001f]*$/);
    expect(() => describedNew(wrong)).toThrow(/name[\s\S]*vendor[\s\S]*tag/);
  });
});

describe('a reason', () => {
  it('is one line that can be shown', () => {
    expect(() => assertReason('the laptop was stolen')).not.toThrow();
    expect(() => assertReason('a\nb')).toThrow(INVALID);
    expect(() => assertReason('x'.repeat(1025))).toThrow(INVALID);
  });
});
