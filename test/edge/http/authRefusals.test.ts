import { describe, expect, it } from 'vitest';
import { refusalDesk, type RefusalReason } from '../../../src/edge/http/authRefusals.ts';

function desk() {
  let time = 0;
  const said: string[] = [];
  const { refuse } = refusalDesk({ warn: (message) => said.push(message), now: () => time });
  return { refuse, said, pass: (ms: number) => (time += ms) };
}

const OF_A_TOKEN: readonly RefusalReason[] = [
  'malformed',
  'unknown-token',
  'unknown-issuer',
  'unknown-key',
  'keys-unavailable',
  'algorithm',
  'signature',
  'type',
  'expired',
  'not-yet-valid',
  'audience',
  'claims',
  'sender-bound',
  'agent-name',
  'unforeseen',
];

describe('refusalDesk', () => {
  it('tells a caller the same of every token that is not valid', () => {
    const answers = new Set(OF_A_TOKEN.map((reason) => JSON.stringify(desk().refuse(reason))));
    expect([...answers]).toHaveLength(1);
    expect(JSON.parse([...answers][0] ?? '')).toMatchObject({ status: 401, error: 'invalid_token' });
  });

  it('names no error to whoever gave no token (RFC 6750)', () => {
    expect(desk().refuse('no-credentials')).toMatchObject({ status: 401, error: null });
    expect(desk().refuse('other-scheme')).toMatchObject({ status: 401, error: null });
  });

  it('says 403 to whoever holds a valid token that does not suffice', () => {
    expect(desk().refuse('scope')).toMatchObject({ status: 403, error: 'insufficient_scope' });
  });

  it('tells those who run the server why, once a minute and with how many', () => {
    const { refuse, said, pass } = desk();
    refuse('expired');
    refuse('expired');
    refuse('signature');
    expect(said).toEqual([
      'a caller was not let in: the token has expired',
      'a caller was not let in: the signature is not valid',
    ]);
    pass(59_999);
    refuse('expired');
    expect(said).toHaveLength(2);
    pass(1);
    refuse('expired');
    expect(said[2]).toBe('3 callers were not let in: the token has expired');
  });
});
