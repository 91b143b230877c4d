import { describe, expect, it, vi } from 'vitest';
import { openGate } from '../../../src/app/gate/openGate.ts';
import type { GateRequest } from '../../../src/app/control/gate.ts';
import type { AuditLog } from '../../../src/audit/log.ts';
import { throwStopSwitch } from '../../../src/edge/stopSwitch.ts';
import { LeashError } from '../../../src/errors.ts';
import { ALICE, ALLOW_READ, decisions, engineWith, policyText, read, writePolicy } from './support.ts';

const FULL = new LeashError('ERR_LOG_UNAVAILABLE', 'the disk is full');
const brokenLog: AuditLog = {
  append: (_draft, done) => queueMicrotask(() => done(FULL)),
  note: () => undefined,
  backlog: 0,
  close: () => Promise.resolve(),
};

describe('openGate', () => {
  it('answers what a rule allows once it stands in the log, and denies the nearest that no rule allows', async () => {
    const engine = await engineWith(policyText(ALLOW_READ));
    const gate = openGate(engine);
    const allowed = await gate.authorize(read({ args: { path: '/data' }, session: 'run-1' }));
    expect(allowed).toMatchObject({
      allowed: true,
      effect: 'allow',
      reason: 'it may',
      denial: null,
      rules: [{ policy: 'mine', rule: 'read' }],
      session: 'run-1',
    });
    const denied = await gate.authorize(read({ action: 'write' }));
    expect(denied).toMatchObject({ allowed: false, effect: 'deny', obligations: [] });
    expect(denied.denial).toMatch(/`api\/write` was not run.*Log entry: \d+:\d+$/s);
    const places = [allowed, denied].map(({ receipt }) => receipt?.index);
    expect(decisions(engine).map(({ place, effect, server }) => [place, effect, server])).toEqual([
      [`00:${places[0] ?? ''}`, 'allow', 'api'],
      [`00:${places[1] ?? ''}`, 'deny', 'api'],
    ]);
  });

  it('gives each request a session of its own where none is named', async () => {
    const gate = openGate(await engineWith(policyText(ALLOW_READ)));
    const [first, second] = [await gate.authorize(read()), await gate.authorize(read())];
    expect(first.session).not.toBe(second.session);
  });

  it.each<[string, Partial<Record<keyof GateRequest, unknown>>, RegExp]>([
    ['no action', { action: undefined }, /`action` takes/],
    ['an action that is a number', { action: 7 }, /`action` takes/],
    ['an action that nobody can see', { action: 're\u200bad' }, /`action` takes/],
    ['an agent without a name', { identity: { ...ALICE, name: '' } }, /`identity` takes/],
    ['no agent', { identity: null }, /`identity` takes/],
    ['a server with a line break', { server: 'a\nb' }, /`server` takes/],
    ['a session that is too long', { session: 's'.repeat(129) }, /`session` takes/],
    ['arguments that are a list', { args: [] }, /`args` cannot be judged/],
    ['a context that holds a function', { context: { now: () => 1 } }, /`context` cannot be judged/],
    ['a folder that is not absolute', { cwd: 'data' }, /`cwd` takes/],
  ])('denies and records %s', async (_, over, why) => {
    const engine = await engineWith(policyText('{ action: "*", effect: allow, reason: anything }'));
    const answer = await openGate(engine).authorize({ ...read(), ...over } as GateRequest);
    expect(answer).toMatchObject({ allowed: false, policySet: 'none', rules: [] });
    expect(answer.reason).toMatch(why);
    expect(decisions(engine)).toMatchObject([{ effect: 'deny', recordId: answer.receipt?.recordId }]);
  });

  it('denies what the log cannot take, and takes no place in a limit for it', async () => {
    const rule = '{ action: read, effect: allow, reason: once, rate_limit: 1/h }';
    const engine = await engineWith(policyText(rule));
    const unrecorded = await openGate({ ...engine, log: brokenLog }).authorize(read());
    expect(unrecorded).toMatchObject({ allowed: false, effect: 'deny', receipt: null });
    expect(unrecorded.denial).toContain('the disk is full');
    expect((await openGate(engine).authorize(read())).allowed).toBe(true);
    expect((await openGate(engine).authorize(read())).allowed).toBe(false);
  });

  it('denies, and never rejects, where the log throws or the policies do', async () => {
    const engine = await engineWith(policyText(ALLOW_READ));
    const throwing: AuditLog = {
      ...brokenLog,
      append: () => {
        throw new Error('secret');
      },
    };
    const answers = [
      await openGate({ ...engine, log: throwing }).authorize(read()),
      await openGate({
        ...engine,
        authorizerOf: () => {
          throw new TypeError('secret');
        },
      }).authorize(read()),
    ];
    expect(answers.map(({ allowed }) => allowed)).toEqual([false, false]);
    expect(JSON.stringify(answers)).not.toContain('secret');
    expect(decisions(engine)).toMatchObject([{ effect: 'deny', reason: 'it could not be decided (TypeError)' }]);
  });

  it('decides by new policies as soon as they are in force, and stops with everything else', async () => {
    const engine = await engineWith(policyText(ALLOW_READ));
    const gate = openGate(engine);
    expect((await gate.authorize(read())).allowed).toBe(true);
    writePolicy(engine.home, policyText('{ action: write, effect: allow, reason: now this }'));
    await vi.waitUntil(async () => (await gate.authorize(read({ action: 'write' }))).allowed, { timeout: 5000 });
    expect((await gate.authorize(read())).allowed).toBe(false);
    await throwStopSwitch(engine.home, { reason: 'a drill', at: 1 });
    await vi.waitUntil(() => engine.standing.stopped !== null, { timeout: 5000 });
    const stopped = await gate.authorize(read({ action: 'write' }));
    expect(stopped).toMatchObject({ allowed: false, reason: 'everything is stopped: a drill' });
  });

  it('remembers for conditions what a session has done, and that it may have read what nobody vouches for', async () => {
    const engine = await engineWith(
      policyText(
        '{ id: fetch, action: fetch, effect: allow, reason: look, result: { taint: true } }',
        '{ id: send, action: send, effect: allow, reason: clean, when: "!session.tainted && session.calls < 2" }',
      ),
    );
    const gate = openGate(engine);
    const ask = async (action: string, session: string) => (await gate.authorize(read({ action, session }))).allowed;
    expect([await ask('send', 'a'), await ask('send', 'a'), await ask('send', 'a')]).toEqual([true, true, false]);
    expect([await ask('fetch', 'b'), await ask('send', 'b'), await ask('send', 'c')]).toEqual([true, false, true]);
  });

  it('hands the caller what it has to do with the result itself, and no other duty', async () => {
    const rule = '{ action: read, effect: allow, reason: it may, rate_limit: 9/h, result: { secrets: deny } }';
    const answer = await openGate(await engineWith(policyText(rule))).authorize(read());
    expect(answer.obligations).toMatchObject([{ type: 'inspect-result', secrets: 'deny' }]);
  });

  it('starts relative paths in the folder that the caller names', async () => {
    const rule = '{ action: read, effect: allow, reason: here, args: { path: { under: [/data] } } }';
    const gate = openGate(await engineWith(policyText(rule)));
    const ask = async (cwd: string) => (await gate.authorize(read({ cwd, args: { path: 'a.txt' } }))).allowed;
    expect([await ask('/data/project'), await ask('/etc'), await ask('/data')]).toEqual([true, false, true]);
  });

  it('lets what nobody vouches for deny and not allow: a context of its own making', async () => {
    const gate = openGate(
      await engineWith(
        policyText('{ action: read, effect: deny, reason: no, when: "context.mode == \'x\'" }', ALLOW_READ),
      ),
    );
    expect((await gate.authorize(read({ context: { mode: 'x' } }))).allowed).toBe(false);
    expect((await gate.authorize(read({ context: { mode: 'y' } }))).allowed).toBe(true);
  });

  it('records a request that was given up as denied, and gives back what it took', async () => {
    const rule = '{ action: read, effect: allow, reason: once, rate_limit: 1/h }';
    const engine = await engineWith(policyText(rule));
    const gate = openGate(engine);
    const before = await gate.authorize(read({ signal: AbortSignal.abort() }));
    expect(before).toMatchObject({ allowed: false, reason: 'it was cancelled before it was done' });
    const stop = new AbortController();
    const log: AuditLog = {
      ...brokenLog,
      append: (draft, done) => {
        stop.abort();
        engine.log.append(draft, done);
      },
      note: (draft) => engine.log.note(draft),
    };
    const during = await openGate({ ...engine, log }).authorize(read({ signal: stop.signal }));
    expect(during.allowed).toBe(false);
    expect(engine.feed.recent().map((event) => (event.kind === 'decision' ? event.effect : event.kind))).toEqual([
      'deny',
      'allow',
      'outcome',
    ]);
    expect((await gate.authorize(read())).allowed).toBe(true);
  });

  it('lets everything through in observe mode, and says what it would have denied', async () => {
    const engine = await engineWith(policyText(ALLOW_READ), {}, true);
    const answer = await openGate(engine).authorize(read({ action: 'write' }));
    expect(answer).toMatchObject({ allowed: true, effect: 'observe_deny', denial: null });
    expect(decisions(engine)).toMatchObject([{ effect: 'observe_deny', mode: 'observe' }]);
  });

  describe('preview', () => {
    it('tells what would be decided, and neither records nor counts it', async () => {
      const rule = '{ action: read, effect: allow, reason: once, rate_limit: 1/h }';
      const ask = '{ action: drop, effect: ask, reason: a person looks }';
      const engine = await engineWith(policyText(rule, ask));
      const gate = openGate(engine);
      const previews = [gate.preview(read()), gate.preview(read()), gate.preview(read({ action: 'drop' }))];
      expect(previews.map(({ allowed, receipt }) => [allowed, receipt])).toEqual([
        [true, null],
        [true, null],
        [false, null],
      ]);
      expect(previews[2]?.obligations).toMatchObject([{ type: 'require-approval' }]);
      expect(gate.preview(read({ action: '' })).allowed).toBe(false);
      expect(decisions(engine)).toEqual([]);
      expect((await gate.authorize(read())).allowed).toBe(true);
    });
  });

  describe('outcome', () => {
    it('notes what became of an allowed request once, and nothing of a denied one', async () => {
      const engine = await engineWith(policyText(ALLOW_READ));
      const gate = openGate(engine);
      const [allowed, denied] = [await gate.authorize(read()), await gate.authorize(read({ action: 'no' }))];
      const outcome = { status: 'success', durationMs: 1.5, body: Buffer.from('hello') } as const;
      for (const answer of [allowed, allowed, denied]) gate.outcome(answer, outcome);
      const place = `00:${allowed.receipt?.index ?? ''}`;
      expect(engine.feed.recent().filter(({ kind }) => kind === 'outcome')).toMatchObject([
        { parent: place, status: 'success', durationNs: 1_500_000, bytes: 5, action: 'read' },
      ]);
    });
  });
});
