import { randomUUID } from 'node:crypto';
import { isAbsolute } from 'node:path';
import type { SessionFacts } from '../../audit/entry.ts';
import type { Subject } from '../../authz/mapping.ts';
import { isPlainName } from '../../authz/names.ts';
import type { JsonObject } from '../../jsonrpc/message.ts';
import type { AgentIdentity } from '../control/agentIdentity.ts';
import type { GateRequest } from '../control/gate.ts';
import { copyPlainObject, type JsonBounds } from './plainJson.ts';

/** A request as it is decided: its texts are what they look like, and its values are nobody else's. */
export interface Asked {
  readonly facts: SessionFacts;
  readonly identity: AgentIdentity;
  /** Whether the caller named the session; else it ends with this request. */
  readonly isNamedSession: boolean;
  readonly subject: Subject & { readonly action: string };
  readonly context: JsonObject;
  /** Null for the process's own folder. */
  readonly cwd: string | null;
  readonly wait: boolean;
  readonly signal: AbortSignal | null;
}

/** What was asked, or why nobody is asked about it. */
export type RequestReading =
  | { readonly kind: 'asked'; readonly asked: Asked }
  | { readonly kind: 'refused'; readonly facts: SessionFacts; readonly why: string };

/** Programs without types call this too. */
type Untyped = { readonly [K in keyof GateRequest]: unknown };

/** Reads what a caller asks; whatever is not as it has to be is told at once, and quoted nowhere. Never throws. */
export function readRequest(request: Untyped, bounds: JsonBounds): RequestReading {
  const wrong: string[] = [];
  const check = <T>(name: string, value: unknown, row: Row<T>): T => {
    if (value === undefined && row.fallback !== undefined) return row.fallback;
    if (row.isGood(value)) return value;
    wrong.push(`\`${name}\` takes ${row.takes}`);
    return row.instead;
  };
  const object = (name: string, value: unknown, fallback: JsonObject | null): JsonObject | null => {
    if (value === undefined || value === null) return fallback;
    const read = copyPlainObject(value, bounds);
    if (read.kind === 'json') return read.value;
    wrong.push(`\`${name}\` cannot be judged: ${read.why}`);
    return null;
  };
  const identity = check('identity', request.identity, IDENTITY);
  const isNamedSession = request.session !== undefined;
  const facts = {
    session: isNamedSession ? check('session', request.session, SESSION) : randomUUID(),
    agent: identity.name,
    ...(identity.id === null ? {} : { agentId: identity.id }),
    server: check('server', request.server, SERVER),
  };
  const method = check('method', request.method, METHOD);
  const subject = {
    method,
    action: check('action', request.action, ACTION),
    resource: check('resource', request.resource, RESOURCE),
    // A tool is always called with an object, if an empty one.
    args: object('args', request.args, method === 'tools/call' ? {} : null),
  };
  const context = object('context', request.context, {}) ?? {};
  const cwd = check('cwd', request.cwd, CWD);
  const signal = request.signal instanceof AbortSignal ? request.signal : null;
  const wait = request.wait === true;
  if (wrong.length > 0) return { kind: 'refused', facts, why: `the request cannot be judged: ${wrong.join('; ')}` };
  return { kind: 'asked', asked: { facts, identity, isNamedSession, subject, context, cwd, wait, signal } };
}

/** What a member takes, and what stands for it in the record where it is not that. */
interface Row<T> {
  readonly takes: string;
  readonly isGood: (value: unknown) => value is T;
  readonly instead: T;
  /** What an absent one means; undefined where it has to be there. */
  readonly fallback?: T;
}

function nameRow(takes: string, max: number, fallback?: string): Row<string> {
  const isGood = (value: unknown): value is string =>
    typeof value === 'string' && value.length <= max && isPlainName(value);
  const row = { takes: `${takes} of at most ${max} characters, all of which can be seen`, isGood, instead: '' };
  return fallback === undefined ? row : { ...row, fallback };
}

const SESSION = nameRow('a name', 128);
const SERVER = nameRow('the name of a server', 128, 'api');
const METHOD = nameRow('the name of a method', 128, 'tools/call');
const ACTION = nameRow('the name of what is to be done,', 256);

const IDENTITY: Row<AgentIdentity> = {
  takes: 'an agent with a name all of which can be seen',
  isGood: (value): value is AgentIdentity =>
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    isPlainName(value.name),
  instead: { name: '', id: null, verified: false, labels: {} },
};

/** Longest resource: a longer one means nothing to policies. */
const MAX_RESOURCE = 8192;
const RESOURCE: Row<string | null> = {
  takes: `a text of at most ${MAX_RESOURCE} characters`,
  isGood: (value): value is string | null =>
    value === null || (typeof value === 'string' && value.length <= MAX_RESOURCE),
  instead: null,
  fallback: null,
};

/** No system takes longer paths. */
const MAX_PATH = 4096;
const CWD: Row<string | null> = {
  takes: 'an absolute path',
  isGood: (value): value is string =>
    typeof value === 'string' && value.length <= MAX_PATH && isAbsolute(value) && !value.includes('\0'),
  instead: null,
  fallback: null,
};
