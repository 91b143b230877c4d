import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTooHeavy } from '../../src/jsonrpc/weight.ts';

const MILLION = 1_000_000;
const many = (part: string, count = MILLION): Buffer => Buffer.from(part.repeat(count));

describe('isTooHeavy', () => {
  it.each([
    ['arrays that are never closed', '['],
    ['objects that are never closed', '{'],
    ['empty arrays', '[],'],
    ['empty objects', '{},'],
    ['members', '"a":1,'],
    ['objects in objects', '{"":'],
    ['what is no JSON at all', ':\u0000'],
  ])('is so for a million and one of %s, and not for some fewer', (_, part) => {
    const perPart = part.match(/[[{:]/g)?.length ?? 0;
    expect(isTooHeavy(many(part, MILLION / perPart + 1))).toBe(true);
    expect(isTooHeavy(many(part, MILLION / perPart))).toBe(false);
  });

  it.each([
    ['a text of brackets', '"', '[{:', '"'],
    ['a text with quotes in it', '"', String.raw`\"[`, '"'],
    ['a text with backslashes before quotes', '"', String.raw`\\\"{`, '"'],
    ['numbers', '[', '0,', '0]'],
    ['texts', '[', '"",', '""]'],
    ['spaces', ' ', '\n', '{}'],
  ])('is not so for %s, however long', (_, start, part, end) => {
    expect(isTooHeavy(Buffer.concat([Buffer.from(start), many(part, 2 * MILLION), Buffer.from(end)]))).toBe(false);
  });

  it('counts what stands behind a text', () => {
    const text = Buffer.from(String.raw`"\\"`);
    expect(isTooHeavy(Buffer.concat([text, many('[', MILLION + 1)]))).toBe(true);
    // The quote is escaped, so all that follows is text.
    expect(isTooHeavy(Buffer.concat([Buffer.from(String.raw`"\"`), many('[', MILLION + 1)]))).toBe(false);
  });

  it('is never so for JSON that is short', () => {
    fc.assert(fc.property(fc.json(), (json) => !isTooHeavy(Buffer.from(json))));
  });
});
