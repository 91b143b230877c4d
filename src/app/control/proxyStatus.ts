import type { Engine } from '../engine.ts';
import { LeashError } from '../../errors.ts';
import type { LiveProxy, ProxyStatus } from './proxyInfo.ts';

/** What this process is up to. */
export function proxyStatus(engine: Engine, proxy: LiveProxy): ProxyStatus {
  const sessions = proxy.sessions();
  const policies = engine.policies();
  const isBroken = policies instanceof LeashError;
  const { stopped } = engine.standing;
  return {
    info: proxy.info,
    sessions: sessions.slice(-SHOWN),
    sessionCount: sessions.length,
    counts: engine.feed.counts,
    held: engine.approvals.held().length,
    grants: engine.approvals.grants().length,
    backlog: engine.log.backlog,
    policySet: isBroken ? null : policies.hash,
    problem: isBroken ? policies.message : null,
    stopped: stopped === null ? null : { reason: stopped.reason, at: stopped.at },
  };
}

/** Most sessions that are told one by one. */
const SHOWN = 200;
