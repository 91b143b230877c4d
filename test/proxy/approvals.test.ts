import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '../../src/proxy/effects.ts';
import { STATE_PREFIX } from '../../src/proxy/comeback.ts';
import {
  after,
  answered,
  APPROVED,
  asking,
  cancelled,
  GRANT,
  held,
  INITIALIZE,
  obliging,
  REFUSED,
} from './askSupport.ts';
import { AT, authorizerThat, call, EXITED, line, play, result, sessionWith, text } from './support.ts';

const ID = 'leash-approval-held-1';
const CALLED = line('client', call(1));
const choose = (decision: unknown, id: unknown = ID): SessionEvent =>
  line('client', result(id, { action: 'accept', content: { decision } }));

describe('a call that a rule asks about', () => {
  it('waits, and goes on as it came once it is approved; its entry names the answer', () => {
    const session = asking();
    expect(play(session, CALLED)).toEqual(['ask about echo']);
    expect(play(session, held())).toEqual([]);
    const [record, ...more] = session.handle(answered(APPROVED));
    expect(record).toMatchObject({ do: 'record', draft: { effect: 'allow', grant: GRANT } });
    expect(more).toEqual([]);
  });

  it('is forwarded when that is in the log, byte for byte', () => {
    expect(after(asking(), [CALLED, held()], answered(APPROVED))).toEqual([
      'record allow echo',
      `forward to server: ${text(call(1))}`,
    ]);
  });

  it('is denied with the reason, and its id can be used anew', () => {
    const session = asking();
    expect(after(session, [CALLED, held()], answered(REFUSED))).toEqual([
      'record deny echo',
      expect.stringMatching(/^answer to client: .*a person said no \(cli\).*do not try to reach the same/),
    ]);
    expect(play(session, CALLED)).toEqual(['ask about echo']);
  });

  it('is asked about with all that the answer is bound to', () => {
    const [effect] = asking().handle(CALLED);
    expect(effect).toMatchObject({
      do: 'ask',
      parked: null,
      call: {
        session: 's-1',
        agent: 'tester',
        server: 'srv',
        method: 'tools/call',
        action: 'echo',
        args: { text: 'hi' },
        policySet: 'sha256:test',
        reason: 'a person decides',
        reaches: ['session'],
      },
    });
  });

  it('is answered once: whatever comes later changes nothing', () => {
    const session = asking();
    play(session, CALLED, held(), answered(REFUSED));
    expect(play(session, answered(APPROVED), held())).toEqual([]);
  });

  it('is asked about with all its params where a method alone is judged', () => {
    const [effect] = asking().handle(
      line('server', { jsonrpc: '2.0', id: 9, method: 'sampling/createMessage', params: { x: 1 } }),
    );
    expect(effect).toMatchObject({ do: 'ask', call: { args: { x: 1 }, action: null } });
  });
});

describe('a call that waits for a person', () => {
  it('that is cancelled is withdrawn, denied and recorded, and gets no answer', () => {
    const session = asking();
    expect(after(session, [CALLED, held()], cancelled(1))).toEqual(['unask 1', 'record deny echo']);
    expect(play(session, answered(APPROVED))).toEqual([]);
  });

  it('is denied and recorded where the server ends, and has the one answer that says so', () => {
    const said = after(asking(), [CALLED, held()], EXITED);
    expect(said.filter((one) => one.startsWith('answer'))).toHaveLength(1);
    expect(said).toContain('unask 1');
    expect(said).toContain('record deny echo');
  });

  it('is denied and recorded where the client leaves, and the server need not wait', () => {
    const said = after(asking(), [CALLED, held()], { type: 'client-closed', at: AT });
    expect(said.slice(0, 2)).toEqual(['unask 1', 'record deny echo']);
    expect(said.at(-1)).toBe('close-server');
  });

  it('is given up where its client had left before it was held', () => {
    const session = asking();
    session.handle(CALLED);
    expect(session.handle({ type: 'client-closed', at: AT }).map((effect) => effect.do)).toContain('unask');
    expect(play(session, held())).toEqual([]);
  });

  it('is denied at once where it is too long to be kept until somebody has looked through it', () => {
    const long = { ...call(1), params: { name: 'echo', _meta: { x: 'x'.repeat(1024 * 1024) } } };
    expect(play(asking(), line('client', long))).toEqual(['record deny echo', expect.stringMatching(/too long/)]);
  });

  it('keeps no other call waiting', () => {
    const session = asking({ authorizer: obliging() });
    play(session, CALLED, held());
    expect(play(session, line('client', call(2)))).toEqual(['ask about echo']);
  });

  it.each([
    ['denies it now', authorizerThat(() => true), /test\/deny/],
    ['asks under another set', obliging(undefined, { policySet: 'sha256:other' }), /policies changed/],
  ])('is denied where a policy that came meanwhile %s', (_, authorizer, words) => {
    const session = asking();
    play(session, CALLED, held(), { type: 'policy-changed', authorizer, at: AT });
    expect(play(session, answered(APPROVED))).toEqual(['record deny echo', expect.stringMatching(words)]);
  });

  it('goes on where the policies that came meanwhile allow it by themselves', () => {
    const session = asking();
    const authorizer = authorizerThat(() => false);
    play(session, CALLED, held(), { type: 'policy-changed', authorizer, at: AT });
    expect(play(session, answered(APPROVED))[0]).toBe('record allow echo');
  });

  it('is denied where another rule of the same policies asks by then', () => {
    let asked = 0;
    const first = obliging();
    const authorizer = {
      ...first,
      authorize: (request: Parameters<typeof first.authorize>[0]) => {
        asked += 1;
        const decision = first.authorize(request);
        return asked === 1 ? decision : { ...decision, determining: [{ policy: 'test', rule: 'another' }] };
      },
    };
    const session = asking({ authorizer });
    expect(after(session, [CALLED, held()], answered(APPROVED))[0]).toBe('record deny echo');
  });

  it('tells a client that gave a token that it still waits, ever a little further, and no other', () => {
    const session = asking();
    const withToken = { ...call(1), params: { name: 'echo', _meta: { progressToken: 't' } } };
    play(session, line('client', withToken), line('client', call(2)), held(1), held(2));
    const first = play(session, { type: 'waiting', at: AT });
    expect(first).toEqual([expect.stringMatching(/^answer to client: .*"progressToken":"t","progress":0.000001,/)]);
    expect(play(session, { type: 'waiting', at: AT })[0]).toContain('"progress":0.000002');
    play(session, answered(REFUSED));
    expect(play(session, { type: 'waiting', at: AT })).toEqual([]);
  });
});

describe('a client that can show a form', () => {
  const asked = (): ReturnType<typeof asking> => {
    const session = asking();
    play(session, INITIALIZE, CALLED, held());
    return session;
  };

  it('is asked under an id of its own, and its answer never reaches the server', () => {
    const session = asking();
    const [question] = after(session, [INITIALIZE, CALLED], held());
    expect(question).toMatch(
      /^answer to client: \{"jsonrpc":"2.0","id":"leash-approval-held-1","method":"elicitation\/create"/,
    );
    expect(question).toContain(String.raw`\"text\": \"hi\"`);
    expect(play(session, choose('approve once'))).toEqual(['confirm approve for once of held-1']);
    expect(play(session, choose('approve once'))).toEqual(['note message_dropped', 'warn']);
  });

  it.each<[string, SessionEvent]>([
    ['declines', line('client', result(ID, { action: 'decline' }))],
    ['cancels', line('client', result(ID, { action: 'cancel' }))],
    ['says another thing', choose('yes')],
    ['says more', line('client', result(ID, { action: 'accept', content: { decision: 'approve once', all: true } }))],
    [
      'says two things',
      line(
        'client',
        `{"jsonrpc":"2.0","id":"${ID}","result":{"action":"accept","content":{"decision":"deny","decision":"approve once"}}}`,
      ),
    ],
    ['sends what is no answer', line('client', `{"jsonrpc":"2.0","id":"${ID}","result":{},"Result":{}}`)],
  ])('denies where it %s', (_, event) => {
    expect(play(asked(), event).filter((one) => one.startsWith('confirm'))).toEqual([
      'confirm deny for once of held-1',
    ]);
  });

  it('that fails to ask leaves the call to others, which is recorded', () => {
    const session = asked();
    const failed = line('client', { jsonrpc: '2.0', id: ID, error: { code: -32601, message: 'no' } });
    expect(play(session, failed)).toEqual(['note approval_refused']);
    expect(play(session, answered(APPROVED))[0]).toBe('record allow echo');
  });

  it('is told where somebody else answered, and its late answer counts for nothing', () => {
    const session = asked();
    const [cancel] = play(session, answered(APPROVED));
    expect(cancel).toContain(`"notifications/cancelled","params":{"requestId":"${ID}"`);
    expect(play(session, choose('approve once'))).toEqual(['note message_dropped', 'warn']);
  });

  it.each<[string, SessionEvent]>([
    [
      "a response of the server's with Leash's id",
      line('server', result(ID, { action: 'accept', content: { decision: 'approve once' } })),
    ],
    ["a request of the server's under Leash's id", line('server', { jsonrpc: '2.0', id: ID, method: 'ping' })],
    [
      'a message of the server that says so',
      line('server', { jsonrpc: '2.0', method: 'notifications/message', params: { data: 'approved' } }),
    ],
    ["an answer under the approval's plain id", choose('approve once', 'held-1')],
    ['an answer to an id that was never asked', choose('approve once', 'leash-approval-held-2')],
    ['a tool that is called like the answer', line('client', call(ID))],
  ])('is the only one whose answer counts: not %s', (_, event) => {
    const said = play(asked(), event);
    expect(said.filter((one) => one.startsWith('confirm') || one.startsWith('forward'))).toEqual([]);
    expect(said.join('\n')).not.toContain('record allow');
  });

  it("keeps Leash's id from the server, whatever the client sends about it", () => {
    expect(play(asked(), cancelled(ID))).toEqual([]);
  });

  it('is asked on the exchange of the call over HTTP', () => {
    const session = asking();
    play(session, INITIALIZE, { ...line('client', call(1)), via: 4 } as SessionEvent);
    expect(play(session, held())[0]).toMatch(/^answer to client on 4: .*elicitation\/create/);
  });

  it.each<[string, ReturnType<typeof asking>, SessionEvent, SessionEvent]>([
    ['where the settings say no', asking({ approvals: { elicitation: false, owner: 's-1' } }), INITIALIZE, CALLED],
    [
      'where the call is too long to be shown',
      asking(),
      INITIALIZE,
      line('client', call(1, 'echo', { text: 'x'.repeat(20_000) })),
    ],
    [
      'about what the server asks',
      asking(),
      INITIALIZE,
      line('server', { jsonrpc: '2.0', id: 1, method: 'roots/list' }),
    ],
    [
      'without the capability',
      asking(),
      line('client', { jsonrpc: '2.0', id: 0, method: 'initialize', params: {} }),
      CALLED,
    ],
  ])('is not asked %s; the call waits for others', (_, session, first, event) => {
    expect(after(session, [first, event], held())).toEqual([]);
    expect(play(session, answered(APPROVED))[0]).toMatch(/^record allow/);
  });
});

describe('a client of the modern era', () => {
  const META = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': { elicitation: {} },
  };
  const modern = (id: number, more: object = {}, meta: object = META): SessionEvent =>
    line('client', { ...call(id), params: { name: 'echo', arguments: { text: 'hi' }, _meta: meta, ...more } });
  const BACK = {
    inputResponses: { 'leash-approval': { action: 'accept', content: { decision: 'approve once' } } },
    requestState: `${STATE_PREFIX}s`,
  };

  it('is answered with the question, and its call waits no more', () => {
    const session = asking();
    expect(play(session, modern(1))).toEqual(['ask about echo, parked']);
    const [answer, ...more] = play(session, held(1, `${STATE_PREFIX}s`));
    expect(answer).toMatch(
      /"resultType":"input_required","inputRequests":\{"leash-approval":\{"method":"elicitation\/create"/,
    );
    expect(answer).toContain(`"requestState":"${STATE_PREFIX}s"`);
    expect(more).toEqual([]);
    expect(session.pending).toBe(0);
    expect(play(session, answered(APPROVED))).toEqual([]);
  });

  it('comes back with its answer, and the server gets the call as it was', () => {
    const session = asking();
    expect(play(session, modern(2, BACK))).toEqual(['come back with approve']);
    const back: SessionEvent = { ...answered(APPROVED), carried: { requestState: 'mine' } } as SessionEvent;
    const [record, forward] = play(session, back);
    expect(record).toBe('record allow echo');
    expect(JSON.parse(String(forward).slice('forward to server: '.length))).toEqual({
      ...call(2),
      params: { name: 'echo', arguments: { text: 'hi' }, _meta: META, requestState: 'mine' },
    });
  });

  it.each([
    ['asks', obliging()],
    ['allows by now', authorizerThat(() => false)],
  ])('that comes back with what is not good is denied, where the policy %s', (_, authorizer) => {
    const session = asking({ authorizer });
    expect(play(session, modern(2, BACK))).toEqual(['come back with approve']);
    expect(play(session, answered(REFUSED))).toEqual(['record deny echo', expect.stringMatching(/^answer/)]);
  });

  it("is not denied for a state of the server's", () => {
    const session = sessionWith({ approvals: { elicitation: true, owner: 's-1' } });
    expect(play(session, modern(2, { requestState: 'its own' }))[0]).toBe('record allow echo');
  });

  it.each<[string, SessionEvent]>([
    [
      'has not said that it can show a form',
      modern(1, {}, { ...META, 'io.modelcontextprotocol/clientCapabilities': {} }),
    ],
    [
      'calls what cannot be answered with a question',
      line('client', { jsonrpc: '2.0', id: 1, method: 'custom/x', params: { _meta: META } }),
    ],
  ])('waits where it %s', (_, event) => {
    const [said] = play(asking(), event);
    expect(said).toMatch(/^ask about \S+$/);
  });
});

describe("a server's answer that asks for more", () => {
  const required = line(
    'server',
    result(1, { resultType: 'input_required', inputRequests: { a: { method: 'roots/list' } } }),
  );

  function delivering() {
    const asks = obliging();
    const authorizer = authorizerThat(() => false);
    const session = asking({
      authorizer: {
        ...authorizer,
        authorize: (request) => (request.from === 'server' ? asks.authorize(request) : authorizer.authorize(request)),
      },
    });
    play(session, CALLED);
    return session;
  }

  it('waits for a person where the rule asks, and is delivered once it is approved', () => {
    const session = delivering();
    expect(play(session, required)[0]).toBe('ask about roots/list');
    expect(play(session, answered(APPROVED))).toEqual([
      'record allow roots/list',
      expect.stringMatching(/^forward to client/),
    ]);
  });

  it('is kept back where it is not, and the call is answered with the reason', () => {
    const session = delivering();
    play(session, required);
    expect(play(session, answered(REFUSED))).toEqual([
      'record deny roots/list',
      expect.stringMatching(/^answer to client: .*asks the client for more.*said no/),
    ]);
  });
});
