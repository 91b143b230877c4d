export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;

/** A parsed JSON object. Keys come from outside: read them with `Object.hasOwn`, never through the prototype. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** A JSON-RPC id as MCP has it (string or integer): `1` and `"1"` are two ids, `0` is one. */
export type RequestId = string | number;

/** Who a message came from, or goes to. */
export type Side = 'client' | 'server';

/** Why a line is not a message that Leash can judge. */
export type MalformedReason =
  | 'not-json'
  | 'not-jsonrpc'
  | 'batch'
  | 'too-large'
  | 'too-deep'
  | 'invalid-utf8'
  | 'duplicate-key'
  | 'lookalike-key'
  /** A CR or LF between its tokens: readers that take it for the end of a line would see other messages than Leash. */
  | 'line-break'
  | 'bad-id';

/**
 * How the text of a message relates to its parsed value.
 * `exact`: the text is byte for byte what `JSON.stringify(value)` gives, so the text may be sent on.
 * `equivalent`: another spelling of the same value (spaces, escapes, `1.0`): send the value, re-serialised.
 * `lossy`: the value does not hold all that the text said (a duplicate key, a number that JavaScript cannot
 * hold): a judged message like this is refused.
 */
export type Fidelity =
  | { readonly kind: 'exact' }
  | { readonly kind: 'equivalent' }
  | { readonly kind: 'lossy'; readonly why: 'duplicate-key' | 'number'; readonly detail: string };

/** One line of the wire, read once; everything downstream trusts this type. */
export type ClassifiedMessage =
  | {
      readonly kind: 'request';
      readonly id: RequestId;
      readonly method: string;
      readonly params: JsonValue | undefined;
      readonly value: JsonObject;
      readonly fidelity: Fidelity;
    }
  | {
      readonly kind: 'notification';
      readonly method: string;
      readonly params: JsonValue | undefined;
      readonly value: JsonObject;
      readonly fidelity: Fidelity;
    }
  | {
      readonly kind: 'response';
      readonly id: RequestId;
      readonly outcome: 'result' | 'error';
      readonly body: JsonValue;
      readonly value: JsonObject;
      readonly fidelity: Fidelity;
    }
  | {
      readonly kind: 'malformed';
      readonly why: MalformedReason;
      /** The ids of requests in it that still await an answer, as far as they could be told for certain. */
      readonly ids: readonly RequestId[];
      /** The ids of responses in it: their requests would otherwise wait for ever. */
      readonly answers: readonly RequestId[];
      readonly method: string | null;
      /** For people and the log; holds no value from the message. */
      readonly detail: string;
    };
