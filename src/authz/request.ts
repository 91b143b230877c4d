import type { JsonObject, Side } from '../jsonrpc/message.ts';

/** The question put to the policies (AuthZEN: subject, action, resource, context). */
export interface AuthorizationRequest {
  readonly agent: string;
  readonly server: string;
  /** Who asks: a server that asks its client for sampling is the principal of that request. */
  readonly from: Side;
  readonly method: string;
  /** Tool or prompt name, without the server; null where the method names none. */
  readonly action: string | null;
  /** URI; null where the method names none. */
  readonly resource: string | null;
  readonly args: JsonObject | null;
  /** The caller's own claims (REST and SDK); empty on the wire. May deny, never allow alone. */
  readonly context: JsonObject;
}
