import type { z } from '@hono/zod-openapi';
import type { Caller, Knock } from '../app/control/access.ts';
import type { Control } from '../app/control/control.ts';

/** Who may use a route: anybody; whoever has a good token; people, and the agent that the path names; people alone. */
type RouteAccess = 'open' | 'agent' | 'self' | 'admin';

/** Whether a route lets more through than passes now: whatever it is asked, or but for one verdict. It needs the passphrase then. */
export type Widening = 'always' | { readonly butFor: string };

/** What a request turned out to be, and what answers it. */
export interface Asked<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly control: Control;
  readonly caller: Caller | null;
  /** A header of the request; null where it has none. */
  readonly header: (name: string) => string | null;
  /** Aborted once nobody waits for the answer. */
  readonly signal: AbortSignal;
  /** Whence it came, for the record of what is refused later on. */
  readonly knock: Knock;
}

/** What is answered. Values are put into the words of the API (`app/control/wire.ts`); `exact` ones are not. */
export type Answer =
  | { readonly kind: 'json'; readonly status: number; readonly value: unknown; readonly headers?: Headers_ }
  | { readonly kind: 'exact'; readonly status: number; readonly value: unknown; readonly headers?: Headers_ }
  | { readonly kind: 'text'; readonly type: string; readonly text: string; readonly headers?: Headers_ }
  | {
      readonly kind: 'stream';
      readonly type: string;
      readonly chunks: AsyncIterable<string>;
      readonly headers?: Headers_;
    }
  | { readonly kind: 'empty'; readonly headers?: Headers_ };

type Headers_ = Readonly<Record<string, string>>;

type Shape = z.ZodObject;
type Read<S> = S extends z.ZodType ? z.infer<S> : Record<string, never>;

/** What a route takes and gives, for machines and for the documentation. */
export interface RouteSpec<P extends Shape | undefined, Q extends Shape | undefined, B extends Shape | undefined> {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** As OpenAPI writes it: `/v1/agents/{id}`. */
  readonly path: string;
  /** Whether it is there without `/v1` too. */
  readonly isShort?: true;
  readonly access: RouteAccess;
  /** Absent where it only looks, or takes something away. */
  readonly widens?: Widening;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** What somebody hears whose request is not valid; `invalid` where absent. */
  readonly invalidIs?: 'bad-request';
  /** Where no body is as good as an empty one. */
  readonly isBodyOptional?: true;
  /** What success looks like. */
  readonly answers: Readonly<Record<number, RouteAnswer>>;
}

export interface RouteAnswer {
  readonly description: string;
  /** Absent where there is no body. */
  readonly schema?: z.ZodType;
  /** `application/json` where absent. */
  readonly type?: string;
}

/** A route with its types put away. */
export interface AdminRoute extends RouteSpec<Shape | undefined, Shape | undefined, Shape | undefined> {
  readonly run: (asked: Asked<unknown, unknown, unknown>) => Promise<Answer> | Answer;
}

/** Joins what a route says of itself to what it does. */
export function route<
  P extends Shape | undefined = undefined,
  Q extends Shape | undefined = undefined,
  B extends Shape | undefined = undefined,
>(spec: RouteSpec<P, Q, B>, run: (asked: Asked<Read<P>, Read<Q>, Read<B>>) => Promise<Answer> | Answer): AdminRoute {
  // INVARIANT: `run` is called with what the schemas of the same spec have read, and with nothing else (src/admin/app.ts).
  return { ...spec, run: (asked) => run(asked as Asked<Read<P>, Read<Q>, Read<B>>) };
}

/** An answer of 200, or of another status. */
export function json(value: unknown, status = 200): Answer {
  return { kind: 'json', status, value };
}

/** The same, of a document whose words are somebody else's. */
export function exact(value: unknown, status = 200, headers?: Headers_): Answer {
  return { kind: 'exact', status, value, ...(headers === undefined ? {} : { headers }) };
}
