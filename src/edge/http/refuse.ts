import { refusalBody, type RefusalKey } from '../../http/refusal.ts';
import type { JsonValue, RequestId } from '../../jsonrpc/message.ts';
import type { ReplyPort } from './exchange.ts';

/** What a refusal says besides its reason. */
interface More {
  /** The request's own, where it is known. */
  readonly id?: RequestId | null;
  readonly detail?: string;
  readonly data?: JsonValue;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal that is still to be written. */
export interface Refused extends More {
  readonly key: RefusalKey;
}

/** Answers a request that goes no further with a JSON-RPC error. */
export function refuse(reply: ReplyPort, key: RefusalKey, { headers, ...more }: More = {}): void {
  const { status, line } = refusalBody(key, more);
  reply.end(status, line, headers);
}
