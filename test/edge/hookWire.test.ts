import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  lineIn,
  readReplyLine,
  readRequestLine,
  replyLine,
  requestLine,
  type HookReply,
} from '../../src/edge/hookWire.ts';

const KEY = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const ALLOW: HookReply = { kind: 'answer', text: '{}', warnings: [] };

const bytes = (line: string): Uint8Array => Buffer.from(line.trimEnd());

describe('the wire of hooks', () => {
  it('carries any input as it came', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.option(fc.string()), fc.boolean(), (input, agent, approves) => {
        const request = { kind: 'ask', nonce: 'n', mark: 'm', client: 'cursor', agent, approves, input } as const;
        const line = requestLine(KEY, request);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(readRequestLine(KEY, bytes(line))).toEqual({ ...request, input: Buffer.from(input) });
      }),
    );
  });

  it.each<HookReply>([{ kind: 'done' }, { kind: 'declined' }, { kind: 'answer', text: 'a\nb', warnings: ['w'] }])(
    'carries the reply %j',
    (reply) => expect(readReplyLine(KEY, 'n', bytes(replyLine(KEY, 'n', reply)))).toEqual(reply),
  );

  it.each([
    ['of another request', replyLine(KEY, 'other', ALLOW)],
    ['of somebody who does not know the key', replyLine(OTHER, 'n', ALLOW)],
    ['without a seal', `${JSON.stringify({ ...ALLOW, reply: 'n' })}\n`],
    ['that is the request itself', requestLine(KEY, { kind: 'ping', nonce: 'n' })],
    ['of a kind that nobody knows', replyLine(KEY, 'n', { kind: 'allow' } as never)],
    ['without a text', replyLine(KEY, 'n', { kind: 'answer', warnings: [] } as never)],
    ['without warnings', replyLine(KEY, 'n', { kind: 'answer', text: '{}' } as never)],
    ['that is empty', ''],
  ])('takes no reply %s', (_, line) => {
    expect(readReplyLine(KEY, 'n', bytes(line))).toBeNull();
  });

  it('takes nothing with a single bit turned over', () => {
    const line = bytes(replyLine(KEY, 'n', ALLOW));
    // The space between the seal and the text counts for nothing.
    const at = fc.nat({ max: line.length - 1 }).filter((index) => index !== 64);
    fc.assert(
      fc.property(at, fc.nat({ max: 7 }), (index, bit) => {
        const turned = Buffer.from(line);
        turned[index] = (turned[index] ?? 0) ^ (1 << bit);
        const isCaseOnly =
          index < 64 && turned.toString('latin1').toLowerCase() === Buffer.from(line).toString('latin1');
        expect(readReplyLine(KEY, 'n', turned)).toEqual(isCaseOnly ? ALLOW : null);
      }),
    );
  });

  it.each([
    ['of another key', requestLine(OTHER, { kind: 'stop', nonce: 'n' })],
    ['that is a reply', replyLine(KEY, 'n', { kind: 'done' })],
    ['with half of what it takes', requestLine(KEY, { kind: 'ask', nonce: 'n', input: new Uint8Array() } as never)],
    ['of a kind that nobody knows', requestLine(KEY, { kind: 'shutdown', nonce: 'n' } as never)],
  ])('takes no request %s', (_, line) => {
    expect(readRequestLine(KEY, bytes(line))).toBeNull();
  });

  it('never throws at what is no line', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect([readRequestLine(KEY, noise), readReplyLine(KEY, 'n', noise)]).toEqual([null, null]);
      }),
    );
  });

  it('finds the first line, in however many pieces it came', () => {
    expect(lineIn([])).toBeNull();
    expect(lineIn([Buffer.from('a'), Buffer.from('b')])).toBeNull();
    expect(Buffer.from(lineIn([Buffer.from('a'), Buffer.from('b\nc')]) ?? '').toString()).toBe('ab');
  });
});
