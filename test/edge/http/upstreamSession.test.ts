import { describe, expect, it } from 'vitest';
import { readOutgoing, type OutgoingMessage } from '../../../src/edge/http/upstreamMessage.ts';
import { UpstreamSession } from '../../../src/edge/http/upstreamSession.ts';
import { INITIALIZE } from './upstreamFake.ts';

function initialize(): OutgoingMessage {
  const message = readOutgoing(JSON.stringify(INITIALIZE));
  if (message === null) throw new Error('it is no message');
  return message;
}

function opened(): UpstreamSession {
  const session = new UpstreamSession();
  session.begin(initialize());
  session.named('abc');
  session.answered({ protocolVersion: '2025-11-25' });
  return session;
}

describe('a session', () => {
  it('says its id and its revision from its answer on', () => {
    const session = opened();
    expect(session.isOpen).toBe(true);
    expect(session.headers()).toEqual({ 'mcp-session-id': 'abc', 'mcp-protocol-version': '2025-11-25' });
    expect(new UpstreamSession().headers()).toEqual({});
  });

  it('needs no id', () => {
    const session = new UpstreamSession();
    session.begin(initialize());
    expect(session.named(undefined)).toBe(true);
    session.answered({ protocolVersion: '2025-03-26' });
    expect(session.isOpen).toBe(true);
    expect(session.headers()).toEqual({ 'mcp-protocol-version': '2025-03-26' });
  });

  it.each(['', 'a b', 'a\n', 'é', '\u007f', 'x'.repeat(1025)])('has no id that a header cannot carry: %j', (id) => {
    const session = new UpstreamSession();
    session.begin(initialize());
    expect(session.named(id)).toBe(false);
    expect(session.id).toBeNull();
  });

  it.each([undefined, 7, null, '', '2025 11', 'a\r\nb', 'x'.repeat(65)])(
    'has no revision that a header cannot carry: %j',
    (version) => {
      const session = new UpstreamSession();
      session.begin(initialize());
      session.answered(version === undefined ? {} : { protocolVersion: version });
      expect(session.headers()).toEqual({});
    },
  );

  it('is none where its answer is an error', () => {
    const session = new UpstreamSession();
    session.begin(initialize());
    session.named('abc');
    session.answered(undefined);
    expect([session.isOpen, session.id]).toEqual([false, null]);
  });

  it('is lost only as the one that it is', () => {
    const session = opened();
    const { generation } = session;
    session.lose(generation + 1);
    expect(session.isLost).toBe(false);
    session.lose(generation);
    expect([session.isLost, session.isOpen]).toEqual([true, false]);
    session.renew();
    session.answered({ protocolVersion: '2025-11-25' });
    expect(session.isOpen).toBe(true);
    // A 404 of the session before says nothing of this one.
    session.lose(generation);
    expect(session.isLost).toBe(false);
  });

  it('stays lost where it could not be renewed, and keeps what it takes to try again', () => {
    const session = opened();
    session.lose(session.generation);
    session.renew();
    session.answered({ protocolVersion: '2025-06-18' });
    session.notRenewed('2025-11-25');
    expect([session.isLost, session.id, session.version]).toEqual([true, null, '2025-11-25']);
    expect(session.initialize?.method).toBe('initialize');
  });

  it('takes no second answer', () => {
    const session = opened();
    session.answered(undefined);
    session.answered({ protocolVersion: '1999-01-01' });
    expect(session.headers()).toEqual({ 'mcp-session-id': 'abc', 'mcp-protocol-version': '2025-11-25' });
  });
});
