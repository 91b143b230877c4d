import { z } from '@hono/zod-openapi';
import { Hono, type Context } from 'hono';
import type { Admitted, Caller, Knock } from '../app/control/access.ts';
import type { Control } from '../app/control/control.ts';
import { toWire } from '../app/control/wire.ts';
import { textNestsDeeper } from '../jsonrpc/depth.ts';
import { inspectJson } from '../jsonrpc/strict.ts';
import { problemOf } from './failure.ts';
import { ProblemError, problemReply, type ProblemOptions, type ProblemKey, type Wrong } from './problem.ts';
import type { AdminRoute, Answer, Asked } from './route.ts';
import { ROUTES } from './routes.ts';
import { assertUnlocked, isWidening, PASSPHRASE_HEADER } from './unlocking.ts';

/** How a request came. */
interface Arrival {
  /** An address; `socket` for the control socket. */
  readonly address: string;
  readonly isSocket: boolean;
  /** The header; null where there is none. */
  readonly authorization: string | null;
  /** The body, read to its end; null where there is none. */
  readonly body: Uint8Array | null;
  /** Aborted once nobody waits for the answer, or the process ends. */
  readonly signal: AbortSignal;
}

type Env = { readonly Bindings: Arrival };

/** The admin API of a process. Hears requests whose Host, Origin and size have been looked at (`handler.ts`). */
export function adminApp(control: Control): Hono<Env> {
  const app = new Hono<Env>();
  for (const each of ROUTES) {
    for (const path of pathsOf(each))
      app.on(each.method.toUpperCase(), honoPath(path), (context) => serve(control, each, context));
  }
  const methods = methodsByPath();
  for (const [path, allowed] of methods) {
    app.all(honoPath(path), async (context) => {
      await admit(control, context, path);
      return refused('method-not-allowed', { headers: { Allow: allowed } });
    });
  }
  app.notFound(async (context) => {
    // Whoever has no token does not learn what there is.
    const failure = await admit(control, context, 'unknown').then(
      () => null,
      (error: unknown) => error,
    );
    return failure === null ? refused('not-found') : failed(failure);
  });
  app.onError((error) => failed(error));
  return app;
}

/** Where a route is: an operation's path, and the same without `/v1` for some. */
export function pathsOf({ path, isShort }: AdminRoute): readonly string[] {
  return isShort === true ? [path, path.replace(/^\/v1/, '')] : [path];
}

async function serve(control: Control, spec: AdminRoute, context: Context<Env>): Promise<Response> {
  try {
    const caller = spec.access === 'open' && isOpen(spec, context) ? null : await admit(control, context, spec.path);
    if (caller !== null) assertMay(control, spec, caller, context);
    const wrong: Wrong[] = [];
    const params = spec.params === undefined ? {} : read(spec.params, context.req.param(), '/path', wrong);
    const query = read(spec.query ?? NO_QUERY, queryOf(context), '/query', wrong);
    const body =
      spec.body === undefined ? withoutBody(context, wrong) : read(spec.body, bodyOf(spec, context), '/body', wrong);
    if (wrong.length > 0) throw new ProblemError(spec.invalidIs ?? 'invalid', { errors: wrong.slice(0, MOST_WRONG) });
    if (caller?.kind === 'admin' && isWidening(spec.widens, body)) {
      await assertUnlocked(
        control,
        context.req.header(PASSPHRASE_HEADER) ?? null,
        `${spec.method} ${context.req.path}`,
      );
    }
    const asked: Asked<unknown, unknown, unknown> = {
      params,
      query,
      body,
      control,
      caller,
      header: (name) => context.req.header(name) ?? null,
      signal: context.env.signal,
      knock: knockOf(spec, context),
    };
    return response(await spec.run(asked));
  } catch (error) {
    return failed(error);
  }
}

/** Through the socket nothing is public but that the process lives: a server that it has started can reach it. */
function isOpen(spec: AdminRoute, context: Context<Env>): boolean {
  return !context.env.isSocket || spec.path === '/v1/health';
}

async function admit(control: Control, context: Context<Env>, route: string): Promise<Caller> {
  const { authorization, address } = context.env;
  const admitted = await control.access.admit({ authorization, address, route });
  if (admitted.kind === 'caller') return admitted.caller;
  throw unadmitted(admitted);
}

/** What somebody hears who is not let in: never why a token is not good, or that would help to make one that is. */
function unadmitted({ status, isGiven, retryAfterSeconds }: Extract<Admitted, { kind: 'refused' }>): ProblemError {
  if (status === 429) {
    return new ProblemError('too-many-failures', { headers: { 'Retry-After': String(retryAfterSeconds) } });
  }
  const challenge = isGiven ? 'Bearer realm="leash", error="invalid_token"' : 'Bearer realm="leash"';
  return new ProblemError(isGiven ? 'bad-token' : 'no-token', { headers: { 'WWW-Authenticate': challenge } });
}

function assertMay(control: Control, spec: AdminRoute, caller: Caller, context: Context<Env>): void {
  if (caller.kind === 'admin' || spec.access === 'open' || spec.access === 'agent') return;
  const { identity } = caller;
  const asked = context.req.param('id');
  const isSelf = asked !== undefined && identity.id !== null && (asked === identity.id || asked === identity.name);
  if (spec.access === 'self' && isSelf) return;
  control.access.forbidden(caller, knockOf(spec, context));
  throw new ProblemError('forbidden');
}

function knockOf(spec: AdminRoute, context: Context<Env>): Knock {
  return { authorization: null, address: context.env.address, route: spec.path };
}

function read(schema: z.ZodType, value: unknown, place: string, wrong: Wrong[]): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  wrong.push(...wrongIn(parsed.error, place));
  return undefined;
}

function wrongIn({ issues }: z.ZodError, place: string): Wrong[] {
  return issues.slice(0, MOST_WRONG).map(({ path, message, code, ...rest }) => {
    const keys = code === 'unrecognized_keys' && 'keys' in rest ? [...path, String(rest.keys[0])] : path;
    const steps = keys.map((key) => String(key).slice(0, 64).replaceAll('~', '~0').replaceAll('/', '~1'));
    const detail = code === 'unrecognized_keys' ? 'nothing of that name is known here' : lowered(message);
    return { pointer: [place, ...steps].join('/'), detail: detail.slice(0, 200) };
  });
}

const NO_QUERY = z.strictObject({});
const MOST_WRONG = 20;

function lowered(message: string): string {
  return `${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

/** Each name once: what is there twice is read in two ways by two readers. */
function queryOf(context: Context<Env>): Record<string, unknown> {
  const queries = context.req.queries();
  return Object.fromEntries(Object.entries(queries).map(([name, all]) => [name, all.length === 1 ? all[0] : all]));
}

function withoutBody(context: Context<Env>, wrong: Wrong[]): Record<string, never> {
  const { body } = context.env;
  if (body !== null && body.length > 0) wrong.push({ pointer: '/body', detail: 'there is to be none' });
  return {};
}

/** INVARIANT: what is judged is what was sent: no duplicate keys, no numbers that are rounded, UTF-8 and nothing else. */
function bodyOf(spec: AdminRoute, context: Context<Env>): unknown {
  const { body } = context.env;
  if (body === null || body.length === 0) {
    if (spec.isBodyOptional === true) return {};
    throw new ProblemError('bad-json', { detail: 'there is no body' });
  }
  const type = context.req.header('content-type') ?? '';
  const encoding = (context.req.header('content-encoding') ?? 'identity').toLowerCase();
  if (!/^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i.test(type) || encoding !== 'identity') {
    throw new ProblemError('unsupported-media');
  }
  return parsedBody(body);
}

/** Reads the JSON of a body; throws a problem for what is none, or could be read in two ways. */
export function parsedBody(body: Uint8Array): unknown {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    throw new ProblemError('bad-json', { detail: 'it is not UTF-8' });
  }
  if (textNestsDeeper(text, MAX_DEPTH))
    throw new ProblemError('bad-json', { detail: `it nests deeper than ${MAX_DEPTH} levels` });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ProblemError('bad-json');
  }
  const { duplicateKey, unfaithfulNumber } = inspectJson(text);
  if (duplicateKey !== null)
    throw new ProblemError('bad-json', { detail: `a key is there twice, in \`${duplicateKey}\`` });
  if (unfaithfulNumber !== null) {
    throw new ProblemError('bad-json', { detail: `a number cannot be held exactly, at \`${unfaithfulNumber}\`` });
  }
  return value;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const MAX_DEPTH = 100;

function response(answer: Answer): Response {
  const headers = { ...COMMON_HEADERS, ...answer.headers };
  switch (answer.kind) {
    case 'json':
      return jsonResponse(answer.status, toWire(answer.value), headers);
    case 'exact':
      return jsonResponse(answer.status, answer.value, headers);
    case 'text':
      return new Response(answer.text, { headers: { ...headers, 'Content-Type': answer.type } });
    case 'stream':
      return new Response(streamOf(answer.chunks), { headers: { ...headers, 'Content-Type': answer.type } });
    case 'empty':
      return new Response(null, { status: 204, headers });
  }
}

function jsonResponse(status: number, value: unknown, headers: Record<string, string>): Response {
  return new Response(`${JSON.stringify(value)}\n`, {
    status,
    headers: { 'Content-Type': 'application/json', ...headers },
  });
}

/** Nothing that is answered is kept anywhere, shown in a frame, or taken for what it is not. */
const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
};

/** Pulled piece by piece: nothing is made that nobody takes. */
function streamOf(chunks: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await iterator.next();
        if (next.done === true) controller.close();
        else controller.enqueue(encoder.encode(next.value));
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

function failed(error: unknown): Response {
  const problem = problemOf(error);
  return refused(problem.key, problem.options);
}

function refused(key: ProblemKey, options: ProblemOptions = {}): Response {
  const { status, headers, body } = problemReply(key, options);
  return new Response(body, { status, headers: { ...COMMON_HEADERS, ...headers } });
}

function methodsByPath(): ReadonlyMap<string, string> {
  const methods = new Map<string, string[]>();
  for (const each of ROUTES) {
    for (const path of pathsOf(each)) methods.set(path, [...(methods.get(path) ?? []), each.method.toUpperCase()]);
  }
  return new Map([...methods].map(([path, all]) => [path, all.join(', ')]));
}

function honoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}
