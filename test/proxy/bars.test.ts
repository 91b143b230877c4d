import { describe, expect, it } from 'vitest';
import { GradeBook } from '../../src/pins/gradeBook.ts';
import { brokenPinState } from '../../src/pins/pinState.ts';
import { barDecision, barOn, wayOutOf } from '../../src/proxy/bars.ts';
import { PinDesk } from '../../src/proxy/pinDesk.ts';
import { ELSEWHERE, seen, stateOf } from '../pins/support.ts';
import {
  answered,
  called,
  events,
  inspected,
  inspectionIn,
  known,
  listed,
  NOTES,
  pinConfig,
  pinnedSession,
  PULLED,
} from './pinSupport.ts';
import { AT, authorizerThat, DENY, line, receiptAt, ALLOW } from './support.ts';

const drifted = known(seen(PULLED, 'block'));
const subject = (method: string, action: string | null = null, resource: string | null = null) => ({
  method,
  action,
  resource,
  args: null,
});

describe('barOn', () => {
  const desk = (state = stateOf(drifted)) => new PinDesk(pinConfig({ state }));

  it('stands in the way of a tool that is withheld, and of nothing else', () => {
    expect(barOn(desk(), [subject('tools/call', 'notes')])?.withheld.why).toBe('changed');
    expect(barOn(desk(), [subject('tools/call', 'read')])).toBeNull();
    expect(barOn(desk(), [subject('prompts/get', 'notes')])).toBeNull();
    expect(barOn(desk(), [subject('resources/read', null, 'file:///notes')])).toBeNull();
  });

  it('stands in the way of the first of several that is withheld', () => {
    const bar = barOn(desk(), [subject('tools/call', 'read'), subject('tools/call', 'notes')]);
    expect(bar?.subject.action).toBe('notes');
  });

  it.each([
    ['whose pins cannot be read', brokenPinState('damaged'), 'broken'],
    ['under another’s name', stateOf(drifted, {}, ELSEWHERE), 'identity'],
  ])('stands in the way of everything of a server %s', (_, state, why) => {
    for (const asked of [
      subject('tools/call', 'read'),
      subject('prompts/get', 'p'),
      subject('resources/read', null, 'file:///a'),
      subject('x/y'),
    ]) {
      expect(barOn(desk(state), [asked])?.withheld.why).toBe(why);
    }
  });
});

describe('barDecision', () => {
  const bar = {
    subject: subject('tools/call', 'notes'),
    withheld: { why: 'changed', about: null, rules: [] },
  } as const;

  it('denies by a rule of its own', () => {
    expect(barDecision(bar, new PinDesk(pinConfig()))).toMatchObject({
      outcome: 'deny',
      determining: [{ policy: 'leash:pins', rule: 'changed' }],
      obligations: [],
    });
  });

  it('lets it through in observe mode, and says that it would not have', () => {
    expect(barDecision(bar, new PinDesk(pinConfig({ observe: true })))).toMatchObject({
      outcome: 'allow',
      observed: true,
    });
  });

  it('names the way out', () => {
    expect(wayOutOf(bar, 'srv')).toContain('leash trust srv notes');
  });
});

describe('a call of a tool that is withheld', () => {
  it('is denied with its reason, whatever the policies say, also by a client that never listed', () => {
    const { forwarded, text, draft } = called(pinnedSession({ state: stateOf(drifted) }), 'notes');
    expect(forwarded).toBe(false);
    expect(draft).toMatchObject({
      effect: 'deny',
      rules: [{ policy: 'leash:pins', rule: 'changed' }],
      action: 'notes',
    });
    expect(text).toContain('rule `leash:pins/changed`');
    expect(text).toContain('leash trust srv notes');
  });

  it('goes through in observe mode, and is recorded as denied', () => {
    const { forwarded, draft } = called(pinnedSession({ state: stateOf(drifted), observe: true }), 'notes');
    expect(forwarded).toBe(true);
    expect(draft).toMatchObject({ effect: 'observe_deny', rules: [{ policy: 'leash:pins', rule: 'changed' }] });
  });

  it('is for the policies alone once it is not', () => {
    expect(called(pinnedSession(), 'notes')).toMatchObject({ forwarded: true, draft: { rules: [{ policy: 'test' }] } });
    const denied = called(pinnedSession({}, { authorizer: authorizerThat(() => true) }), 'notes');
    expect(denied.draft.rules).toEqual(DENY.determining);
  });

  it('tells the policies what is known of the tool', () => {
    const asked: unknown[] = [];
    const authorizer = { ...authorizerThat(() => false), authorize: (request: object) => (asked.push(request), ALLOW) };
    const session = pinnedSession({}, { authorizer });
    called(session, 'notes');
    expect(asked).toMatchObject([
      { action: 'notes', facts: { tool: { pinned: true, drifted: false, risk: { level: 'low' } } } },
    ]);
  });
});

describe('a call of a tool that nobody has listed', () => {
  it('is for the policies, and is recorded once', () => {
    const session = pinnedSession();
    const first = called(session, 'other');
    expect(first.forwarded).toBe(true);
    expect(events(first.effects)).toMatchObject([{ event: 'tool_unseen', detail: { tool: 'other' } }]);
    expect(events(called(session, 'other').effects)).toEqual([]);
    expect(events(called(session, 'notes').effects)).toEqual([]);
  });

  it('is denied in strict mode until it has been listed', () => {
    const session = pinnedSession({ settings: { unlisted: 'deny' } });
    expect(called(session, 'other').draft.rules).toEqual([{ policy: 'leash:pins', rule: 'unlisted' }]);
    expect(called(session, 'notes').forwarded).toBe(true);
  });

  it('says nothing of what the policies deny', () => {
    const session = pinnedSession({}, { authorizer: authorizerThat(() => true) });
    expect(events(called(session, 'other').effects)).toEqual([]);
  });
});

describe('what else a client asks for', () => {
  it('is denied where the prompt was withheld', () => {
    const grades = new GradeBook();
    const session = pinnedSession({ grades });
    const effects = answered(session, 'prompts/list', { prompts: [{ name: 'p', description: 'odd' }] });
    grades.add(inspectionIn(effects).inspection.unknown[0]?.fingerprint ?? '', { grade: 'block', findings: [] });
    session.handle(inspected(effects, { state: stateOf(known()) }));
    const get = (name: string) =>
      session.handle(line('client', { jsonrpc: '2.0', id: name, method: 'prompts/get', params: { name } }));
    expect(get('p')).toMatchObject([
      { do: 'record', draft: { effect: 'deny', rules: [{ policy: 'leash:pins', rule: 'poisoned' }] } },
    ]);
    expect(get('q')).toMatchObject([{ do: 'record', draft: { effect: 'allow' } }]);
  });

  it('is denied of a server under another’s name, with one answer', () => {
    const session = pinnedSession({ state: stateOf(drifted, {}, ELSEWHERE) });
    const [effect] = session.handle(
      line('client', { jsonrpc: '2.0', id: 1, method: 'resources/read', params: { uri: 'file:///a' } }),
    );
    if (effect?.do !== 'record') throw new Error('a request has a decision');
    expect(effect.draft).toMatchObject({ effect: 'deny', rules: [{ rule: 'identity' }] });
    const after = session.handle({ type: 'recorded', ticket: effect.ticket, receipt: receiptAt(1), at: AT });
    expect(after).toHaveLength(1);
    expect(after[0]).toMatchObject({ do: 'answer', to: 'client' });
  });

  it('is for the policies where it is the server that asks', () => {
    const session = pinnedSession({ state: stateOf(drifted, {}, ELSEWHERE) });
    const effects = session.handle(line('server', { jsonrpc: '2.0', id: 1, method: 'roots/list' }));
    expect(effects).toMatchObject([{ do: 'record', draft: { effect: 'allow', from: 'server' } }]);
  });

  it('is listed again as long as it is known', () => {
    expect(listed(pinnedSession(), NOTES).map((effect) => effect.do)).toEqual(['relay']);
  });
});
