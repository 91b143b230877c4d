import { describe, expect, it } from 'vitest';
import { GradeBook } from '../../src/pins/gradeBook.ts';
import { brokenPinState } from '../../src/pins/pinState.ts';
import type { Subject } from '../../src/authz/mapping.ts';
import { barredQuestion } from '../../src/proxy/bars.ts';
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
import { ALLOW_ALL, AT, authorizerThat, DENY, line, receiptAt, ALLOW } from './support.ts';

const sessionConfig = {
  facts: { session: 's', agent: 'a', server: 'srv' },
  authorizer: ALLOW_ALL,
  list: 'all',
  maxDepth: 64,
  maxPending: 10,
} as const;
const drifted = known(seen(PULLED, 'block'));
const subject = (method: string, action: string | null = null, resource: string | null = null) => ({
  method,
  action,
  resource,
  args: null,
});

describe('barredQuestion', () => {
  const about = (state = stateOf(drifted), observe = false) => ({
    pins: new PinDesk(pinConfig({ state, observe })),
    config: sessionConfig,
  });
  const whyOf = (desk: ReturnType<typeof about>, ...subjects: readonly Subject[]) =>
    barredQuestion(desk, 'client', subjects)?.given?.determining[0]?.rule ?? null;

  it('stands in the way of a tool that is withheld, and of nothing else', () => {
    expect(whyOf(about(), subject('tools/call', 'notes'))).toBe('changed');
    expect(whyOf(about(), subject('tools/call', 'read'))).toBeNull();
    expect(whyOf(about(), subject('prompts/get', 'notes'))).toBeNull();
    expect(whyOf(about(), subject('resources/read', null, 'file:///notes'))).toBeNull();
    expect(barredQuestion({ ...about(), pins: null }, 'client', [subject('tools/call', 'notes')])).toBeNull();
  });

  it('is about the first of several that is withheld, denies by a rule of its own, and names the way out', () => {
    const question = barredQuestion(about(), 'client', [subject('tools/call', 'read'), subject('tools/call', 'notes')]);
    expect(question).toMatchObject({
      subjects: [{ action: 'notes' }],
      given: { outcome: 'deny', determining: [{ policy: 'leash:pins', rule: 'changed' }], obligations: [] },
      wayOut: expect.stringContaining('leash trust srv notes') as string,
    });
  });

  it('lets it through in observe mode, and says that it would not have', () => {
    const question = barredQuestion(about(stateOf(drifted), true), 'client', [subject('tools/call', 'notes')]);
    expect(question?.given).toMatchObject({ outcome: 'allow', observed: true });
  });

  it.each([
    ['whose pins cannot be read', brokenPinState('damaged'), 'broken'],
    ['under another’s name', stateOf(drifted, {}, ELSEWHERE), 'identity'],
  ])('stands in the way of everything of a server %s, and of what it asks for', (_, state, why) => {
    const asked = [
      subject('tools/call', 'read'),
      subject('prompts/get', 'p'),
      subject('resources/read', null, 'file:///a'),
      subject('x/y'),
    ];
    for (const each of asked) expect(whyOf(about(state), each)).toBe(why);
    expect(barredQuestion(about(state), 'server', [subject('sampling/createMessage')])).not.toBeNull();
    expect(barredQuestion(about(), 'server', [subject('sampling/createMessage')])).toBeNull();
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

  it('is denied to a server that nobody has accepted, whichever way it asks', () => {
    const session = pinnedSession({ state: stateOf(drifted, {}, ELSEWHERE) });
    const own = session.handle(line('server', { jsonrpc: '2.0', id: 1, method: 'roots/list' }));
    expect(own).toMatchObject([
      { do: 'record', draft: { effect: 'deny', from: 'server', rules: [{ rule: 'identity' }] } },
    ]);
    const asks = { inputRequests: { a: { method: 'elicitation/create', params: {} } } };
    const inside = answered(session, 'resources/templates/list', { resultType: 'input_required', ...asks });
    expect(inside.find((effect) => effect.do === 'record')).toMatchObject({ draft: { effect: 'deny' } });
    const accepted = pinnedSession().handle(line('server', { jsonrpc: '2.0', id: 1, method: 'roots/list' }));
    expect(accepted).toMatchObject([{ do: 'record', draft: { effect: 'allow', from: 'server' } }]);
  });

  it('is listed again as long as it is known', () => {
    expect(listed(pinnedSession(), NOTES).map((effect) => effect.do)).toEqual(['relay']);
  });
});
