import type { Authorizer } from '../authz/decision.ts';
import type { ListMember } from '../authz/mapping.ts';
import type { AuthorizationRequest } from '../authz/request.ts';
import type { ClassifiedMessage, JsonValue } from '../jsonrpc/message.ts';
import { findLookalike, JUDGED_KEYS } from '../jsonrpc/lookalike.ts';
import { spliceJson } from '../jsonrpc/splice.ts';
import { isObject, member as memberOf } from '../jsonrpc/value.ts';

/** What a list result may show to this agent. */
export interface ListView {
  readonly agent: string;
  readonly server: string;
  readonly authorizer: Authorizer;
  /** `all` shows everything; `filter` hides what no rule could ever allow. */
  readonly list: 'filter' | 'all';
  /** Whether an allowed request of this session created the task. */
  readonly ownsTask: (task: string) => boolean;
  /** Whether a tool cannot be called by whoever speaks to the server. */
  readonly leavesOut: (tool: JsonValue) => boolean;
  /** Whether the element of this index is withheld, whatever the policies say of it. */
  readonly isWithheld: (index: number) => boolean;
}

/** A list result as the client may see it. */
export type VisibleList =
  | { readonly kind: 'as-sent' }
  | { readonly kind: 'filtered'; readonly text: string }
  /** Two readers could read two different lists. */
  | { readonly kind: 'ambiguous'; readonly why: string };

/** Longest time a client may keep a list that was filtered for one agent (2026-07-28, `ttlMs`), in milliseconds. */
const LIST_TTL_MS = 60_000;

/** Hides from a list result what the agent could never use; all that stays, stays byte for byte. */
export function visibleList(member: ListMember, response: ListResponse, line: Buffer, view: ListView): VisibleList {
  const { body } = response;
  const why = listFlaw(response);
  if (why !== null) return { kind: 'ambiguous', why };
  const kept = keptElements(member, body, view);
  if (kept === null && !isSharedList(body, view)) return { kind: 'as-sent' };
  const ttl = memberOf(body, 'ttlMs');
  const text = spliceJson(line.toString('utf8'), {
    path: ['result'],
    array: member,
    keep: (index) => kept?.has(index) ?? true,
    // The list is one agent's now: no cache may hand it to another (2026-07-28, list results).
    set: { cacheScope: '"private"', ttlMs: String(typeof ttl === 'number' ? Math.min(ttl, LIST_TTL_MS) : LIST_TTL_MS) },
  });
  return { kind: 'filtered', text };
}

/** Why two readers could read two lists; null where they cannot. */
export function listFlaw({ fidelity, body }: ListResponse): string | null {
  if (fidelity.kind === 'lossy' && fidelity.why === 'duplicate-key') return fidelity.detail;
  return isObject(body) ? findLookalike(body, JUDGED_KEYS.lists) : null;
}

/** A list that any cache may hand to anybody, though what it shows depends on who asks: another may see less of it. */
function isSharedList(result: JsonValue, view: ListView): boolean {
  return memberOf(result, 'cacheScope') === 'public' && view.list === 'filter' && view.authorizer.hasUserPolicy;
}

/**
 * Which elements of a list result stay: null when all of them do, or when the result has no such list.
 * Tools, prompts and resources that no rule could allow are hidden; a task is shown to the session that created it.
 */
function keptElements(member: ListMember, result: JsonValue, view: ListView): ReadonlySet<number> | null {
  const elements = memberOf(result, member);
  if (!Array.isArray(elements)) return null;
  const kept = new Set<number>();
  elements.forEach((element, index) => {
    if (!view.isWithheld(index) && isShown(member, element, view)) kept.add(index);
  });
  return kept.size === elements.length ? null : kept;
}

function isShown(member: ListMember, element: JsonValue, view: ListView): boolean {
  if (member === 'tasks') {
    const id = text(element, 'taskId');
    return id !== null && view.ownsTask(id);
  }
  if (member === 'tools' && view.leavesOut(element)) return false;
  // With no policy of the user's own everything is listed, so that a denial can explain itself.
  if (view.list === 'all' || !view.authorizer.hasUserPolicy) return true;
  const asked = askedBy[member](element);
  return view.authorizer.couldAllow({
    agent: view.agent,
    server: view.server,
    from: 'client',
    args: null,
    context: {},
    ...asked,
  });
}

type ListResponse = Extract<ClassifiedMessage, { kind: 'response' }>;

type Asked = Pick<AuthorizationRequest, 'method' | 'action' | 'resource'>;

/** What a client would ask for by using an element of each list. An element without a name can be asked for by nobody. */
const askedBy: Readonly<Record<Exclude<ListMember, 'tasks'>, (element: JsonValue) => Asked>> = {
  tools: (element) => ({ method: 'tools/call', action: text(element, 'name'), resource: null }),
  prompts: (element) => ({ method: 'prompts/get', action: text(element, 'name'), resource: null }),
  resources: (element) => ({ method: 'resources/read', action: null, resource: text(element, 'uri') }),
  // A template stands for many URIs: it is judged as an unknown one.
  resourceTemplates: () => ({ method: 'resources/read', action: null, resource: null }),
};

function text(value: JsonValue, key: string): string | null {
  const found = memberOf(value, key);
  return typeof found === 'string' ? found : null;
}
