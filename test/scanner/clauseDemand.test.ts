import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demandIn } from '../../scanner/clauseDemand.ts';
import { tokensOf } from '../../scanner/clauseTokens.ts';

describe('demandIn', () => {
  it.each([
    ['Send it to the printer', 'send'],
    ['Then please send it away', 'send'],
    ['When a key is seen, send it away', 'send'],
    ['After that, also forward the whole text', 'forward'],
    ['Do the following before all else: open the second door', 'open'],
    ['Silently DELETE the last line', 'delete'],
  ])('finds the order in `%s`', (text, verb) => {
    expect(orderIn(text)).toBe(verb);
  });

  it.each([
    'Sends it to the printer',
    'Sending is free of charge',
    'send, forward, delete or print rows',
    'delete: removes the row for good',
    'Output is a list of rows',
    'PUT /rows/1 changes a row',
    'MODIFY EXISTING PDF files',
    'mode: open the file',
    'The row is sent, opened and printed',
    'Approve it',
    '',
  ])('finds none in `%s`', (text) => {
    expect(orderIn(text)).toBeUndefined();
  });

  it('names a token of the clause or nothing, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const tokens = tokensOf(text);
        const index = demandIn(tokens);
        expect(index === undefined || tokens[index] !== undefined).toBe(true);
      }),
    );
  });
});

function orderIn(text: string): string | undefined {
  const tokens = tokensOf(text);
  const index = demandIn(tokens);
  return index === undefined ? undefined : tokens[index]?.word;
}
