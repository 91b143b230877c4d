import { describe, expect, it } from 'vitest';
import { accept } from '../../src/pins/accept.ts';
import { HERE, NOW, page, seen, stateOf, take, tool } from '../pins/support.ts';
import {
  answered,
  called,
  events,
  inspected,
  known,
  listed,
  NOTES,
  pinnedSession,
  PULLED,
  READ,
  shown,
} from './pinSupport.ts';
import { AT, EXITED, line, sessionWith } from './support.ts';

const drifted = known(seen(PULLED, 'block'));
const trusted =
  accept(drifted, { identity: HERE.id, chosen: [seen(PULLED, 'block')], keep: false, at: NOW })?.file ?? drifted;

/** A session whose client was told that lists may change. */
function listening(...options: Parameters<typeof pinnedSession>) {
  const session = pinnedSession(...options);
  answered(session, 'initialize', { capabilities: { tools: { listChanged: true } } });
  return session;
}

describe('what has been looked at', () => {
  it('is recorded: what was accepted, and what differs from what was', () => {
    const session = pinnedSession();
    const effects = listed(session, PULLED, tool('late'));
    const { file, pinned } = take(known(), [seen(PULLED, 'block'), seen(tool('late'))]);
    const drift = {
      kind: 'changed',
      tool: 'notes',
      before: 'a'.repeat(64),
      after: 'b'.repeat(64),
      fields: ['/description changed'],
      isAccepted: false,
    } as const;
    const after = session.handle(inspected(effects, { state: stateOf(file), pinned, drifts: [drift] }));
    expect(events(after)).toMatchObject([
      { event: 'tool_pinned', detail: { tool: 'late', by: 'scan', grade: 'none', risk: 'low' } },
      {
        event: 'tool_drift',
        detail: {
          tool: 'notes',
          drift: 'changed',
          before: `sha256:${'a'.repeat(64)}`,
          fields: ['/description changed'],
          accepted: false,
        },
      },
      { event: 'tool_withheld', detail: { tool: 'notes', why: 'changed' } },
    ]);
    expect(shown(after)).toEqual(['late']);
  });

  it('is lent to the session where it could not be kept, and people hear why once', () => {
    const session = pinnedSession();
    const late = tool('late');
    const harmless = new Set(page(late).map(({ fingerprint }) => fingerprint));
    const unkept = { why: 'the disk is full', harmless };
    const look = () => session.handle(inspected(listed(session, late), { state: stateOf(known()), unkept }));
    const effects = look();
    expect(shown(effects)).toEqual(['late']);
    expect(effects.filter((effect) => effect.do === 'warn')).toMatchObject([
      { message: 'what `srv` lists cannot be kept: the disk is full' },
    ]);
    expect(called(session, 'late').forwarded).toBe(true);
    expect(look().filter((effect) => effect.do === 'warn')).toEqual([]);
  });

  it('is answered though the server has died meanwhile', () => {
    const session = pinnedSession();
    const effects = listed(session, tool('late'));
    session.handle(EXITED);
    expect(
      shown(session.handle(inspected(effects, { state: stateOf(take(known(), [seen(tool('late'))]).file) }))),
    ).toEqual(['late']);
  });

  it('may not be called before', () => {
    const session = pinnedSession();
    const effects = listed(session, tool('late'));
    expect(called(session, 'late')).toMatchObject({
      forwarded: false,
      draft: { rules: [{ policy: 'leash:pins', rule: 'pending' }] },
    });
    session.handle(inspected(effects, { state: stateOf(take(known(), [seen(tool('late'))]).file) }));
    expect(called(session, 'late').forwarded).toBe(true);
  });
});

describe('other pins', () => {
  it('are in force from the next call on, and the client hears that its list has changed', () => {
    const session = listening({ state: stateOf(drifted) });
    listed(session, PULLED, READ);
    expect(called(session, 'notes').forwarded).toBe(false);
    const effects = session.handle({ type: 'pins-changed', state: stateOf(trusted), at: AT });
    expect(effects).toEqual([
      { do: 'answer', to: 'client', line: '{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}' },
    ]);
    expect(called(session, 'notes').forwarded).toBe(true);
    expect(shown(listed(session, PULLED, READ))).toEqual(['notes', 'read']);
  });

  it('are no news to a client whose list they do not change', () => {
    const session = listening({ state: stateOf(drifted) });
    listed(session, READ);
    expect(session.handle({ type: 'pins-changed', state: stateOf(trusted), at: AT })).toEqual([]);
    const before = listening({ state: stateOf(drifted) });
    expect(before.handle({ type: 'pins-changed', state: stateOf(trusted), at: AT })).toEqual([]);
  });

  it('mean nothing where nothing is held to anything', () => {
    const session = sessionWith();
    expect(session.handle({ type: 'pins-changed', state: stateOf(trusted), at: AT })).toEqual([]);
    session.handle(line('client', { jsonrpc: '2.0', id: 1, method: 'tools/list' }));
    const list = session.handle(line('server', { jsonrpc: '2.0', id: 1, result: { tools: [NOTES] } }));
    expect(list.map((effect) => effect.do)).toEqual(['relay']);
  });
});
