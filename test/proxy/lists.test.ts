import { describe, expect, it } from 'vitest';
import { LeashError } from '../../src/errors.ts';
import { GradeBook } from '../../src/pins/gradeBook.ts';
import { ELSEWHERE, seen, stateOf, take, tool } from '../pins/support.ts';
import {
  answered,
  called,
  events,
  inspected,
  inspectionIn,
  known,
  listed,
  NOTES,
  pinnedSession,
  PULLED,
  READ,
  shown,
} from './pinSupport.ts';
import { AT, authorizerThat, line } from './support.ts';

const drifted = known(seen(PULLED, 'block'));

describe('a list of tools', () => {
  it('passes byte for byte where all of it is known', () => {
    const session = pinnedSession();
    session.handle(line('client', '{"jsonrpc":"2.0","id":7,"method":"tools/list"}'));
    const sent = `{ "jsonrpc":"2.0", "id":7, "result":{"tools":[${JSON.stringify(NOTES)} , ${JSON.stringify(READ)}],"x":1.0} }`;
    const [effect, ...more] = session.handle(line('server', sent));
    expect(effect).toMatchObject({ do: 'relay', to: 'client' });
    expect(effect?.do === 'relay' ? effect.line.toString() : '').toBe(sent);
    expect(more).toEqual([]);
  });

  it('loses what waits, and keeps every byte of the rest and its cursor', () => {
    const session = pinnedSession({ state: stateOf(drifted) });
    session.handle(line('client', '{"jsonrpc":"2.0","id":7,"method":"tools/list"}'));
    const read = '{"inputSchema": {"type":"object"}, "name":"read","description":"Does what read does."}';
    const sent = `{"jsonrpc":"2.0","id":7,"result":{"tools":[${JSON.stringify(PULLED)},${read}],"nextCursor":"c","n":9007199254740993}}`;
    const effects = session.handle(line('server', sent));
    const answer = effects.find((effect) => effect.do === 'answer');
    expect(answer?.do === 'answer' ? answer.line : '').toBe(
      `{"jsonrpc":"2.0","id":7,"result":{"tools":[${read}],"nextCursor":"c","n":9007199254740993}}`,
    );
  });

  it('waits while something in it is looked at, and is shown by what comes of that', () => {
    const session = pinnedSession();
    const late = tool('late');
    const effects = listed(session, NOTES, late);
    expect(shown(effects)).toBeNull();
    expect(inspectionIn(effects).inspection).toMatchObject({ unknown: [{ name: 'late' }], isLast: true });
    const { file, pinned } = take(known(), [seen(late)]);
    expect(shown(session.handle(inspected(effects, { state: stateOf(file), pinned })))).toEqual(['notes', 'late']);
    const held = listed(session, NOTES, tool('later'));
    const waiting = take(file, [seen(tool('later'), 'block')]).file;
    expect(shown(session.handle(inspected(held, { state: stateOf(waiting) })))).toEqual(['notes']);
  });

  it('loses what could not be looked at, and keeps the rest', () => {
    const session = pinnedSession();
    const effects = listed(session, NOTES, tool('late'));
    const { ticket, id } = inspectionIn(effects);
    const error = new LeashError('ERR_PINS_INVALID', 'the disk is full');
    const after = session.handle({ type: 'inspect-failed', ticket, id, error, at: AT });
    expect(shown(after)).toEqual(['notes']);
    expect(events(after)).toMatchObject([{ event: 'tool_withheld', detail: { tool: 'late', why: 'unkept' } }]);
    expect(called(session, 'late').forwarded).toBe(false);
  });

  it('is delivered once, whatever comes back', () => {
    const session = pinnedSession();
    const effects = listed(session, tool('late'));
    const back = inspected(effects, { state: stateOf(known()) });
    expect(shown(session.handle(back))).toEqual([]);
    expect(session.handle(back)).toEqual([]);
    expect(session.handle({ ...back, ticket: 99 })).toEqual([]);
  });

  it('tells the end of a new server’s list, an empty one included', () => {
    const session = pinnedSession({ state: stateOf(null) });
    expect(inspectionIn(listed(session)).inspection).toEqual({ unknown: [], isLast: true });
    const paged = answered(session, 'tools/list', { tools: [NOTES], nextCursor: 'two' });
    expect(inspectionIn(paged).inspection.isLast).toBe(false);
    const odd = answered(session, 'tools/list', { tools: [NOTES], nextCursor: '' });
    expect(inspectionIn(odd).inspection.isLast).toBe(true);
  });

  it('is taken apart by policies and pins together', () => {
    const authorizer = authorizerThat(({ action }) => action === 'read');
    const session = pinnedSession({ state: stateOf(drifted) }, { authorizer });
    expect(shown(listed(session, PULLED, READ))).toEqual([]);
    expect(shown(listed(pinnedSession({}, { authorizer }), NOTES, READ))).toEqual(['notes']);
  });

  it('is recorded: what is withheld and why, each definition once', () => {
    const session = pinnedSession({ state: stateOf(drifted) });
    const effects = listed(session, PULLED, READ);
    expect(events(effects)).toMatchObject([
      {
        event: 'tool_withheld',
        detail: {
          tool: 'notes',
          why: 'changed',
          rules: ['secrecy'],
          fingerprint: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
        },
      },
    ]);
    expect(effects.some((effect) => effect.do === 'warn' && effect.message.includes('leash trust srv'))).toBe(true);
    expect(events(listed(session, PULLED, READ))).toEqual([]);
  });

  it('is shown whole in observe mode, and says what would have been withheld', () => {
    const session = pinnedSession({ state: stateOf(drifted), observe: true });
    const effects = listed(session, PULLED, READ);
    expect(shown(effects)).toEqual(['notes', 'read']);
    expect(events(effects)).toMatchObject([{ event: 'tool_withheld', detail: { observed: true } }]);
  });

  it('of a server under another’s name shows nothing', () => {
    const strange = take(known(), [seen(NOTES)], { identity: ELSEWHERE }).file;
    expect(shown(listed(pinnedSession({ state: stateOf(strange, {}, ELSEWHERE) }), NOTES))).toEqual([]);
  });

  it('that is an error, or is no list, passes', () => {
    const session = pinnedSession();
    session.handle(line('client', { jsonrpc: '2.0', id: 1, method: 'tools/list' }));
    const error = session.handle(line('server', { jsonrpc: '2.0', id: 1, error: { code: 1, message: 'no' } }));
    expect(error.map((effect) => effect.do)).toEqual(['relay']);
    expect(answered(session, 'tools/list', { tools: 'none' }).map((effect) => effect.do)).toEqual(['relay']);
  });

  it('that asks the client for something besides is refused: nobody would have looked at it', () => {
    const session = pinnedSession();
    const asks = { inputRequests: { a: { method: 'elicitation/create', params: {} } } };
    const effects = answered(session, 'tools/list', { tools: [PULLED], resultType: 'input_required', ...asks });
    expect(effects.find((effect) => effect.do === 'record')).toMatchObject({ draft: { effect: 'deny' } });
    expect(effects.some((effect) => effect.do === 'relay' || effect.do === 'forward')).toBe(false);
  });

  it('that two readers would read in two ways is refused before anything is looked at', () => {
    const session = pinnedSession();
    session.handle(line('client', { jsonrpc: '2.0', id: 1, method: 'tools/list' }));
    const twice = `{"jsonrpc":"2.0","id":1,"result":{"tools":[],"tools":[${JSON.stringify(PULLED)}]}}`;
    expect(shown(session.handle(line('server', twice)))?.[0]).toContain('ambiguous');
  });
});

describe('lists of prompts and resources', () => {
  it.each([
    ['prompts/list', 'prompts', { name: 'p' }],
    ['resources/list', 'resources', { uri: 'file:///a', name: 'a' }],
    ['resources/templates/list', 'resourceTemplates', { uriTemplate: 'file:///{a}', name: 'a' }],
  ])('are looked at, element by element: %s', (method, member, element) => {
    const grades = new GradeBook();
    const session = pinnedSession({ grades });
    const effects = answered(session, method, { [member]: [element, { ...element, description: 'odd' }] });
    const { unknown } = inspectionIn(effects).inspection;
    expect(unknown).toHaveLength(2);
    grades.add(unknown[0]?.fingerprint ?? '', { grade: 'none', findings: [] });
    grades.add(unknown[1]?.fingerprint ?? '', { grade: 'block', findings: [] });
    const [answer] = session
      .handle(inspected(effects, { state: stateOf(known()) }))
      .filter((effect) => effect.do === 'answer');
    expect(answer?.do === 'answer' ? JSON.parse(answer.line) : null).toMatchObject({ result: { [member]: [element] } });
    // Known by now.
    expect(answered(session, method, { [member]: [element] }).map((effect) => effect.do)).toEqual(['relay']);
  });

  it('of tasks are nobody’s words', () => {
    expect(answered(pinnedSession(), 'tasks/list', { tasks: [] }).map((effect) => effect.do)).toEqual(['relay']);
  });
});

describe('a list with characters that nobody sees', () => {
  const hidden = tool('notes', 'Shows\u200b notes.');
  const state = stateOf(take(null, [seen(hidden)]).file);

  it('passes as it is', () => {
    const [effect] = listed(pinnedSession({ state }), hidden);
    expect(effect).toMatchObject({ do: 'relay' });
  });

  it('loses them where that is wanted, and says so', () => {
    const session = pinnedSession({ state, settings: { invisible: 'strip' } });
    const effects = listed(session, hidden);
    const [answer] = effects.filter((effect) => effect.do === 'answer');
    expect(answer?.do === 'answer' ? answer.line : '').toContain('"Shows notes."');
    expect(events(effects)).toMatchObject([
      { event: 'text_stripped', detail: { method: 'tools/list', characters: 1 } },
    ]);
    expect(events(listed(session, hidden))).toEqual([]);
  });
});
