import type { ChainStatus } from '../app/chainStatus.ts';
import type { Agent } from '../app/control/agents.ts';
import type { Answered, ApprovalAnswer } from '../app/control/approvals.ts';
import type { FleetCall, FleetEvent } from '../app/control/fleet.ts';
import type { LogLine } from '../app/auditLine.ts';
import type { ShowResult } from '../app/auditShow.ts';
import type { LogReport } from '../app/auditVerify.ts';
import type { PinnedRow } from '../app/pinned.ts';
import type { PinnedTool } from '../app/pinnedTools.ts';
import type { PolicyRow } from '../app/policies.ts';
import type { Stopped } from '../app/stopAll.ts';

/** What is looked up in the home, each by itself: what a proxy does not tell. */
export interface Sights {
  readonly stopped: Stopped | null;
  readonly servers: readonly ServerSight[];
  readonly agents: readonly Agent[];
  readonly policies: PolicySight;
  readonly chain: ChainStatus;
}

/** A server, and what is known of its tools. */
export interface ServerSight extends PinnedRow {
  readonly all: readonly PinnedTool[];
}

/** The policies of the home, in the order in which they are asked, or why there are none. */
export interface PolicySight {
  readonly rows: readonly PolicyRow[];
  readonly problems: readonly string[];
}

/** Where the dashboard looks, and what it does there. Whatever rejects is shown with its reason, and changes nothing else. */
export interface DashboardSource {
  /** Tells what happens in live processes, until what it returns is called. */
  follow(listener: (event: FleetEvent) => void): () => void;
  /** The ids of the processes that answer now. */
  living(): Promise<readonly string[]>;
  /** The newest decisions and events of the log, newest first: what happened before anybody looked. */
  history(): Promise<readonly LogLine[]>;
  look<Part extends keyof Sights>(part: Part): Promise<Sights[Part]>;
  entry(place: string): Promise<ShowResult>;
  /** Whether what lets more through needs the passphrase. */
  isLocked(): Promise<boolean>;
  answer(call: FleetCall, answer: ApprovalAnswer, passphrase: string | null): Promise<Answered>;
  /** Stops everything, or lets it go on; both say in words what became of it. */
  stopAll(): Promise<string>;
  resumeAll(passphrase: string | null): Promise<string>;
  verify(): Promise<LogReport>;
}
