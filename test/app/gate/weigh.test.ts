import { describe, expect, it, vi } from 'vitest';
import { queryLog } from '../../../src/app/auditQuery.ts';
import type { GateAnswer, GateRequest } from '../../../src/app/control/gate.ts';
import type { Engine } from '../../../src/app/engine.ts';
import { openGate } from '../../../src/app/gate/openGate.ts';
import { ALLOW_READ, engineWith, policyText, read, writePolicy } from './support.ts';

const ASK_READ = '{ id: ask, action: read, effect: ask, reason: a person looks }';

describe('weigh', () => {
  describe('with a policy engine outside', () => {
    const says = (allowed: boolean) => ({
      name: 'pdp.example',
      consult: vi.fn(() => Promise.resolve({ allowed, reason: 'because\nof this' })),
    });

    it('asks it about what the policies allow, and about nothing else', async () => {
      const consultant = says(true);
      const engine = await engineWith(policyText(ALLOW_READ), { consultant });
      const gate = openGate(engine);
      expect((await gate.authorize(read({ args: { a: 1 }, session: 's' }))).allowed).toBe(true);
      expect((await gate.authorize(read({ action: 'write' }))).allowed).toBe(false);
      expect(consultant.consult.mock.calls).toEqual([
        [
          {
            agent: 'alice',
            agentId: null,
            verified: false,
            server: 'api',
            session: 's',
            method: 'tools/call',
            action: 'read',
            resource: null,
            args: { a: 1 },
          },
        ],
      ]);
    });

    it('denies what it denies, records who said so, and takes no place in a limit', async () => {
      const rule = '{ action: read, effect: allow, reason: once, rate_limit: 1/h }';
      const engine = await engineWith(policyText(rule));
      const denied = await openGate({ ...engine, consultant: says(false) }).authorize(read());
      expect(denied.reason).toBe('the decision point pdp.example does not allow it: because\\nof this');
      expect((await openGate(engine).authorize(read())).allowed).toBe(true);
      await vi.waitUntil(() => engine.log.backlog === 0);
      const { lines } = await queryLog(engine.home, { limit: 10 });
      expect(JSON.stringify(lines)).toContain('pdp.example');
    });

    it('is let through with everything else in observe mode', async () => {
      const engine = await engineWith(policyText(ALLOW_READ), { consultant: says(false) }, true);
      expect(await openGate(engine).authorize(read())).toMatchObject({ allowed: true, effect: 'observe_deny' });
    });

    it('is not waited for by a caller that has gone', async () => {
      const stop = new AbortController();
      const consult = () => {
        stop.abort();
        return new Promise<never>(() => undefined);
      };
      const engine = await engineWith(policyText(ALLOW_READ), { consultant: { name: 'slow', consult } });
      const answer = await openGate(engine).authorize(read({ signal: stop.signal }));
      expect(answer).toMatchObject({ allowed: false, reason: 'it was cancelled before it was done' });
    });

    it('does not keep in force what changed while it was asked', async () => {
      let allowed = true;
      const engine = await engineWith(policyText(ALLOW_READ));
      const consult = () => {
        allowed = false;
        return Promise.resolve({ allowed: true, reason: '' });
      };
      const standing = { ...engine.standing, barred: () => (allowed ? null : 'suspended') };
      const authorizerOf: typeof engine.authorizerOf = (asker) =>
        allowed
          ? engine.authorizerOf(asker)
          : { ...engine.authorizerOf(asker), authorize: () => ({ ...DENIED, reason: 'suspended' }) };
      const gate = openGate({ ...engine, standing, authorizerOf, consultant: { name: 'x', consult } });
      expect(await gate.authorize(read())).toMatchObject({ allowed: false, reason: 'suspended' });
    });
  });

  describe('a person who has to agree', () => {
    /** Asks, waits until a person is asked, and lets that person answer. */
    async function answered(engine: Engine, verdict: 'approve' | 'deny', over: Partial<GateRequest> = {}) {
      const answer = openGate(engine).authorize(read({ wait: true, args: { n: 1 }, session: 's', ...over }));
      await vi.waitUntil(() => engine.approvals.held().length === 1);
      const [held] = engine.approvals.held();
      if (held === undefined) throw new Error('nobody is asked');
      await engine.approvals.answer(held.id, { verdict, argsHash: held.argsHash, reach: 'once', by: 'cli' });
      return { held, answer: await answer };
    }

    it('is asked with all that the answer is bound to, and named in the record', async () => {
      const engine = await engineWith(policyText(ASK_READ));
      const { held, answer } = await answered(engine, 'approve');
      expect(held).toMatchObject({
        agent: 'alice',
        agentId: null,
        verified: false,
        server: 'api',
        session: 's',
        action: 'read',
        args: { n: 1 },
        reason: 'a person looks',
        reaches: ['once'],
        policySet: answer.policySet,
      });
      expect(answer).toMatchObject({ allowed: true, effect: 'allow', obligations: [] });
      const { lines } = await queryLog(engine.home, { limit: 10 });
      const text = JSON.stringify(lines.find(({ effect }) => effect === 'allow'));
      expect(text).toContain('read');
    });

    it('may say no', async () => {
      const { answer } = await answered(await engineWith(policyText(ASK_READ)), 'deny');
      expect(answer).toMatchObject({ allowed: false, effect: 'deny' });
    });

    it('is not asked where the caller does not wait', async () => {
      const engine = await engineWith(policyText(ASK_READ));
      const answer = await openGate(engine).authorize(read());
      expect(answer.reason).toBe("needs a person's approval, and the caller does not wait for one: a person looks");
      expect(engine.feed.recent()).toHaveLength(1);
    });

    it('is not asked any more once the caller has gone', async () => {
      const engine = await engineWith(policyText(ASK_READ));
      const stop = new AbortController();
      const answer = openGate(engine).authorize(read({ wait: true, signal: stop.signal }));
      await vi.waitUntil(() => engine.approvals.held().length === 1);
      stop.abort();
      expect((await answer).allowed).toBe(false);
      expect(engine.approvals.held()).toEqual([]);
    });

    it('agrees to nothing under policies that were not in force when asked', async () => {
      const engine = await engineWith(policyText(ASK_READ));
      const gate = openGate(engine);
      const before = gate.preview(read()).policySet;
      const answer = gate.authorize(read({ wait: true }));
      await vi.waitUntil(() => engine.approvals.held().length === 1);
      const [held] = engine.approvals.held();
      writePolicy(engine.home, policyText(ASK_READ, '{ action: write, effect: allow, reason: more }'));
      await vi.waitUntil(() => gate.preview(read()).policySet !== before, { timeout: 5000 });
      const said = { verdict: 'approve', argsHash: held?.argsHash ?? '', reach: 'once', by: 'cli' } as const;
      await engine.approvals.answer(held?.id ?? '', said);
      expect(await answer).toMatchObject({
        allowed: false,
        reason: 'the policies changed while it waited for a person',
      });
    });

    it('takes no place in a limit with a no', async () => {
      const rule = '{ action: read, effect: ask, reason: a person looks, rate_limit: 1/h }';
      const engine = await engineWith(policyText(rule));
      const answers: GateAnswer[] = [];
      for (const verdict of ['deny', 'approve', 'approve'] as const) {
        answers.push((await answered(engine, verdict)).answer);
      }
      expect(answers.map(({ allowed }) => allowed)).toEqual([false, true, false]);
      expect(answers[2]?.reason).toContain('the rate limit is used up');
    });
  });
});

const DENIED = {
  outcome: 'deny',
  observed: false,
  mode: 'enforce',
  determining: [],
  nearMiss: null,
  obligations: [],
  errors: [],
  owasp: [],
} as const;
