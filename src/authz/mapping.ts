import type { JsonObject, JsonValue, Side } from '../jsonrpc/message.ts';
import { isObject, member } from '../jsonrpc/value.ts';

/** One thing that a message asks for. Where `method` differs from the message's own, the message refers to another method's subject. */
export interface Subject {
  readonly method: string;
  /** Tool or prompt name. */
  readonly action: string | null;
  /** URI. */
  readonly resource: string | null;
  readonly args: JsonObject | null;
}

/** The member of a list result that is filtered, and how one of its elements is named. */
export type ListMember = 'tools' | 'resources' | 'resourceTemplates' | 'prompts' | 'tasks';

/** What is done with a message of a method: the method table of the enforcement point. */
export type Treatment =
  /** Passes byte for byte. */
  | { readonly kind: 'pass' }
  /** Passes; its result is filtered. */
  | { readonly kind: 'list'; readonly member: ListMember }
  /** Every subject must be allowed. */
  | { readonly kind: 'authorize'; readonly subjects: readonly [Subject, ...Subject[]] }
  /** Allowed for a task whose creating request was allowed in this session. */
  | { readonly kind: 'task'; readonly taskId: string }
  /** Cannot be judged, whatever the policies say. */
  | { readonly kind: 'refuse'; readonly why: string };

/** Decides how a request (with an id) is treated. */
export function treatmentOfRequest(from: Side, method: string, params: JsonValue | undefined): Treatment {
  const row = requestRows[from].get(method);
  return row === undefined ? byMethod(method) : row(params, method);
}

/** Decides how a notification (no id) is treated; a request method without an id can never be answered, so it is refused. */
export function treatmentOfNotification(from: Side, method: string): Treatment {
  if (method.startsWith('notifications/')) return PASS;
  if (requestRows[from].has(method)) return { kind: 'refuse', why: `\`${method}\` without an id is not a request` };
  return byMethod(method);
}

type Row = (params: JsonValue | undefined, method: string) => Treatment;

const PASS: Treatment = { kind: 'pass' };
const pass: Row = () => PASS;
const list =
  (member: ListMember): Row =>
  () => ({ kind: 'list', member });

/** Authorized by its method's name alone: what the table does not know, and what servers ask of clients. */
function byMethod(method: string): Treatment {
  return authorize({ method, action: null, resource: null, args: null });
}

const authorize = (...subjects: [Subject, ...Subject[]]): Treatment => ({ kind: 'authorize', subjects });
const refuse = (why: string): Treatment => ({ kind: 'refuse', why });

/** MCP schema, CallToolRequest and GetPromptRequest: `name` and, optionally, an object of `arguments`. */
const named: Row = (params, method) => {
  const name = member(params, 'name');
  const args = member(params, 'arguments');
  if (typeof name !== 'string') return refuse(`\`${method}\` needs a \`params.name\` that is a string`);
  if (args !== undefined && !isObject(args)) return refuse(`\`${method}\` takes \`params.arguments\` as an object`);
  return authorize({ method, action: name, resource: null, args: args ?? {} });
};

/**
 * MCP schema, ReadResourceRequest and SubscribeRequest. With no URI at all it asks for nothing in particular, and the
 * method alone is judged: what the server makes of it, such as that it has no such method, is the server's to say.
 */
const byUri: Row = (params, method) => {
  const uri = member(params, 'uri');
  if (uri === undefined) return byMethod(method);
  if (typeof uri !== 'string') return refuse(`\`${method}\` needs a \`params.uri\` that is a string`);
  return authorize({ method, action: null, resource: uri, args: null });
};

/** MCP schema, CompleteRequest: the prompt or the resource template that `ref` names; both, if it names both. */
const byReference: Row = (params, method) => {
  const ref = member(params, 'ref');
  if (ref === undefined) return PASS;
  const name = member(ref, 'name');
  const uri = member(ref, 'uri');
  const subjects: Subject[] = [];
  if (typeof name === 'string') subjects.push({ method: 'prompts/get', action: name, resource: null, args: null });
  if (typeof uri === 'string') subjects.push({ method: 'resources/read', action: null, resource: uri, args: null });
  const [first, ...rest] = subjects;
  if (first === undefined) return refuse(`\`${method}\` needs a \`params.ref\` that names a prompt or a resource`);
  return authorize(first, ...rest);
};

/** MCP 2026-07-28, SubscriptionsListenRequest: each URI of the filter; with none, nothing is asked for that needs a decision. */
const bySubscriptions: Row = (params, method) => {
  const filter = member(params, 'notifications');
  const uris = [member(params, 'resourceSubscriptions'), member(filter, 'resourceSubscriptions')].filter(
    (value) => value !== undefined,
  );
  const flat = uris.flat();
  if (uris.some((value) => !Array.isArray(value)) || !flat.every((uri) => typeof uri === 'string')) {
    return refuse(`\`${method}\` takes \`resourceSubscriptions\` as a list of URIs`);
  }
  const [first, ...rest] = flat.map((uri): Subject => ({
    method: 'resources/subscribe',
    action: null,
    resource: uri,
    args: null,
  }));
  return first === undefined ? PASS : authorize(first, ...rest);
};

const byTask: Row = (params, method) => {
  const taskId = member(params, 'taskId');
  return typeof taskId === 'string'
    ? { kind: 'task', taskId }
    : refuse(`\`${method}\` needs a \`params.taskId\` that is a string`);
};

const tasks: [string, Row][] = [
  ['tasks/get', byTask],
  ['tasks/result', byTask],
  ['tasks/update', byTask],
  ['tasks/cancel', byTask],
  ['tasks/list', list('tasks')],
];

const requestRows: Readonly<Record<Side, ReadonlyMap<string, Row>>> = {
  client: new Map<string, Row>([
    ['initialize', pass],
    ['ping', pass],
    ['server/discover', pass],
    ['logging/setLevel', pass],
    ['resources/unsubscribe', pass],
    ['tools/list', list('tools')],
    ['resources/list', list('resources')],
    ['resources/templates/list', list('resourceTemplates')],
    ['prompts/list', list('prompts')],
    ['tools/call', named],
    ['prompts/get', named],
    ['resources/read', byUri],
    ['resources/subscribe', byUri],
    ['completion/complete', byReference],
    ['subscriptions/listen', bySubscriptions],
    ...tasks,
  ]),
  server: new Map<string, Row>([
    ['ping', pass],
    ['sampling/createMessage', (_params, method) => byMethod(method)],
    ['elicitation/create', (_params, method) => byMethod(method)],
    ['roots/list', (_params, method) => byMethod(method)],
    ...tasks,
  ]),
};
