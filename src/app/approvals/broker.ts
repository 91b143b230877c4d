import type { AuditLog } from '../../audit/log.ts';
import type { Config } from '../config.ts';
import type { Approvals } from '../control/approvals.ts';

/** What holds calls for persons, on behalf of the sessions of one process. */
export interface ApprovalBroker extends Approvals {
  /** Denies what is still held. */
  close(): void;
}

export interface ApprovalBrokerOptions {
  readonly log: AuditLog;
  readonly config: Config;
}

/** Opens the broker of a process. */
export function openApprovals(_options: ApprovalBrokerOptions): ApprovalBroker {
  return {
    held: () => [],
    answer: () =>
      Promise.resolve({ kind: 'refused', why: 'unknown', message: 'there is no such call, or it waits no more' }),
    grants: () => [],
    revoke: () => Promise.resolve(false),
    onChange: () => () => undefined,
    close: () => undefined,
  };
}
