import { describe, expect, it } from 'vitest';
import { answerStatus } from '../../../src/edge/http/answerStatus.ts';
import { answer, failure } from './clientSide.ts';

const of = (line: string, era: 'legacy' | 'modern', given = 200): number => answerStatus(Buffer.from(line), era, given);

describe('answerStatus', () => {
  it('is 200 for a result, whatever the server said', () => {
    for (const given of [200, 400, 401, 404, 500, 302]) expect(of(answer(1), 'modern', given)).toBe(200);
  });

  it('is 200 for what only looks like an error', () => {
    expect(of(answer(1, { error: { code: -32_601 } }), 'modern')).toBe(200);
    expect(of('{"error":', 'modern', 404)).toBe(200);
    expect(of('{"error":{"code":"-32601"}}', 'modern')).toBe(200);
    expect(of('[{"error":{"code":-32601}}]', 'modern')).toBe(200);
  });

  it('follows the code in the modern era alone', () => {
    expect([of(failure(1, -32_601), 'modern'), of(failure(1, -32_601), 'legacy')]).toEqual([404, 200]);
  });

  it.each([100, 204, 301, 401, 403, 405, 407, 408, 429, 502, 503, 999])(
    'does not pass on what the server said of its own door: %d',
    (given) => {
      expect(of(failure(1, 7), 'modern', given)).toBe(200);
      expect(of(failure(1, 7), 'legacy', given)).toBe(200);
    },
  );

  it('does not read a long answer again', () => {
    const long = JSON.stringify({ jsonrpc: '2.0', id: 1, error: { code: -32_601, message: 'a'.repeat(2_000_000) } });
    expect(of(long, 'modern')).toBe(200);
  });
});
