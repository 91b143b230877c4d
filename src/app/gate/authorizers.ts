import type { Authorizer } from '../../authz/decision.ts';
import { LeashError } from '../../errors.ts';
import { named } from '../control/agentIdentity.ts';
import type { Engine } from '../engine.ts';
import { Recent } from './recent.ts';
import type { Asked } from './readRequest.ts';

/** Most askers whose authorizers are kept: to make one takes longer than to ask it. */
const KEPT = 1000;

/** What decides for whoever asks. The same one as long as neither the policies nor the asker's standing changes. */
export class Authorizers {
  readonly #engine: Engine;
  readonly #kept = new Recent<{ readonly policies: unknown; readonly authorizer: Authorizer }>(KEPT);

  constructor(engine: Engine) {
    this.#engine = engine;
    // Nothing is to be told: what decides is looked up each time, and whoever listens keeps the policies watched.
    engine.onChange({ identity: named(''), server: '' }, () => undefined);
  }

  of({ identity, facts: { server }, cwd }: Pick<Asked, 'identity' | 'facts' | 'cwd'>): Authorizer {
    const asker = { identity, server, ...(cwd === null ? {} : { cwd }) };
    const policies = this.#engine.policies();
    if (policies instanceof LeashError || this.#engine.standing.barred(identity) !== null) {
      return this.#engine.authorizerOf(asker);
    }
    const key = JSON.stringify([identity.name, server, cwd]);
    const make = () => ({ policies, authorizer: this.#engine.authorizerOf(asker) });
    return this.#kept.get(key, make, (kept) => kept.policies === policies).authorizer;
  }
}
