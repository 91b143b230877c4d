import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../src/proxy/effects.ts';
import { AT, call, line, play, result, sessionWith } from './support.ts';

describe('what is no message', () => {
  it('of the server goes to people when it is not MCP', () => {
    expect(play(sessionWith(), line('server', 'listening on 3000'))).toEqual(['divert listening on 3000']);
  });

  it('of the server that answers a call in a batch ends the wait with an error', () => {
    const session = sessionWith();
    play(session, line('client', call(1)));
    const seen = play(session, line('server', [result(1)]));
    expect(seen.join('\n')).toMatch(/answer to client: .*"id":1.*53004/);
    expect(seen.join('\n')).not.toMatch(/relay|forward/);
  });

  it('of the client never answers for a request that is open', () => {
    const session = sessionWith();
    play(session, line('client', call(1)));
    expect(play(session, line('client', [call(1), call(2)])).filter((e) => e.startsWith('answer'))).toHaveLength(1);
  });

  it('and too large is refused by its id, and the session lives', () => {
    const session = sessionWith();
    const oversize: SessionEvent = {
      type: 'oversize',
      from: 'client',
      bytes: 1e9,
      id: 4,
      method: 'tools/call',
      at: AT,
    };
    expect(play(session, oversize).join('\n')).toMatch(/answer to client: .*"id":4/);
    play(session, line('client', call(5)));
    const answer: SessionEvent = { type: 'oversize', from: 'server', bytes: 1e9, id: 5, method: null, at: AT };
    expect(play(session, answer).join('\n')).toMatch(/answer to client: .*"id":5.*53004/);
  });

  it('is recorded one by one at first, then seldom: a babbling server cannot fill the disk', () => {
    const session = sessionWith();
    const notes = Array.from({ length: 3000 }, (_, i) => play(session, line('server', result(i)))).flat();
    expect(notes.filter((effect) => effect === 'note message_dropped')).toHaveLength(100 + 3);
  });
});
