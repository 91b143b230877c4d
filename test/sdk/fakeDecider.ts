import type { Decider, Decision, LookedThrough, Outcome, Question, ResultInspection } from '../../src/sdk/decision.ts';
import type { JsonValue } from '../../src/jsonrpc/message.ts';
import type { Scene } from '../../src/sdk/scene.ts';

/** A decision as a server would make it, with what matters to a test. */
export function decision(said: Partial<Decision> = {}): Decision {
  const allowed = said.allowed ?? true;
  return {
    allowed,
    effect: allowed ? 'allow' : 'deny',
    reason: 'because',
    denial: allowed ? null : 'Leash denied this: `x` was not run.\nReason: because',
    nearMiss: null,
    rules: [{ policy: 'p', rule: 'r' }],
    obligations: [],
    owasp: [],
    policySet: `sha256:${'0'.repeat(64)}`,
    session: 's',
    receipt: { shard: '00', index: 7, recordId: 'id' },
    retryAt: null,
    ...said,
  };
}

export const DENIED = decision({ allowed: false });

/** What a rule may want of results. */
export function inspection(said: Partial<ResultInspection> = {}): ResultInspection {
  const rule = { policy: 'p', rule: 'r' };
  return { type: 'inspect-result', rule, secrets: 'redact', injection: 'allow', maxBytes: null, taint: false, ...said };
}

/** Decides as it is told to, and remembers what it was asked. */
export function fakeDecider(decide: (question: Question) => Decision | Promise<Decision> = () => decision()) {
  const asked: Question[] = [];
  const settled: Outcome[] = [];
  let look = (value: JsonValue): LookedThrough => ({ kind: 'passed', value });
  const decider: Decider = {
    async decide(question) {
      asked.push(question);
      // What happens meanwhile must not matter.
      await new Promise((resolve) => setImmediate(resolve));
      return decide(question);
    },
    look: (_, value) => Promise.resolve(look(value)),
    settle: (_, outcome) => void settled.push(outcome),
    close: () => Promise.resolve(),
  };
  const scene: Scene = { decider, session: 's', server: null, wait: false };
  return {
    decider,
    scene,
    asked,
    settled,
    onLook(with_: typeof look) {
      look = with_;
    },
  };
}
