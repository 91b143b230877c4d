import type { DecisionDraft, Instant, Receipt } from '../audit/entry.ts';
import type { AuditLog } from '../audit/log.ts';
import type { Channel } from '../edge/channel.ts';
import type { Diagnostics } from '../edge/diagnostics.ts';
import { assertNever, LeashError } from '../errors.ts';
import { LineFramer, type LineSink } from '../jsonrpc/framing.ts';
import type { RequestId, Side } from '../jsonrpc/message.ts';
import type { Effect, SessionEvent } from '../proxy/effects.ts';
import type { Session } from '../proxy/session.ts';
import { Flow } from './flow.ts';
import { LastWords, messageId } from './lastWords.ts';

export interface LoopOptions {
  readonly session: Session;
  readonly log: AuditLog;
  readonly channels: Readonly<Record<Side, Channel>>;
  readonly diagnostics: Diagnostics;
  readonly clock: () => Instant;
  readonly maxLineBytes: number;
  /** Asks the server to leave. */
  readonly closeServer: () => void;
  /** The client reads or writes no more. */
  readonly clientGone: () => void;
}
