import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';
import { isObject, member } from '../jsonrpc/value.ts';

/** What an AuthZEN request asks, in the words of policies. */
export interface AuthzenQuestion {
  readonly agent: string;
  /** Null where the request names none. */
  readonly server: string | null;
  readonly method: string | null;
  readonly session: string | null;
  readonly action: string;
  readonly resource: string;
  readonly args: JsonObject;
  readonly context: JsonObject;
}

/** A question, or what is wrong with the request: the names of its members, and nothing of their values. */
export type AuthzenReading =
  | { readonly kind: 'question'; readonly question: AuthzenQuestion }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Reads an evaluation request (OpenID AuthZEN 1.0 §6.1). The subject's id is the agent, the action's name the action, its
 * properties the arguments, the resource's id the resource; `server` and `method` among the resource's properties and
 * `session` in the context say more. All else that the caller says of the three goes into the context, as its own claims.
 */
export function readAuthzenRequest(value: JsonValue): AuthzenReading {
  const problems: string[] = [];
  const entity = (key: 'subject' | 'action' | 'resource', names: readonly string[]): Entity => {
    const found = member(value, key);
    for (const name of names) {
      const text = member(found, name);
      if (typeof text !== 'string' || text === '') problems.push(`\`${key}.${name}\` has to be a text`);
    }
    return {
      text: (name) => textOf(member(found, name)) ?? '',
      properties: objectOf(found, 'properties', key, problems),
    };
  };
  const subject = entity('subject', ['type', 'id']);
  const action = entity('action', ['name']);
  const resource = entity('resource', ['type', 'id']);
  const context = objectOf(value, 'context', null, problems);
  if (problems.length > 0) return { kind: 'refused', why: problems.join('; ') };
  const question: AuthzenQuestion = {
    agent: subject.text('id'),
    server: textOf(member(resource.properties, 'server')),
    method: textOf(member(resource.properties, 'method')),
    session: textOf(member(context, 'session')),
    action: action.text('name'),
    resource: resourceUri(resource.text('type'), resource.text('id')),
    args: action.properties,
    context: {
      ...context,
      subject: { type: subject.text('type'), properties: subject.properties },
      resource: { type: resource.text('type'), properties: resource.properties },
    },
  };
  return { kind: 'question', question };
}

interface Entity {
  text(name: string): string;
  readonly properties: JsonObject;
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function objectOf(value: JsonValue | undefined, key: string, of: string | null, problems: string[]): JsonObject {
  const found = member(value, key);
  if (isObject(found)) return found;
  if (found !== undefined) problems.push(`\`${of === null ? key : `${of}.${key}`}\` has to be an object`);
  return {};
}

/**
 * The resource as policies match it: an id that is a URI is itself, any other is `authzen://TYPE/ID`. An id that no URI
 * can say as it is (a `..` in it would be resolved) stays as it came, so that only deny rules can match it.
 */
function resourceUri(type: string, id: string): string {
  if (URL.canParse(id) && new URL(id).protocol !== 'authzen:') return id;
  // A slash in the type could be one in the id.
  const uri = /^[\w.-]+$/.test(type) ? `authzen://${type}/${escaped(id)}` : '';
  return URL.canParse(uri) && new URL(uri).href === uri ? uri : id;
}

/** Percent-encoded where a URI has to be, slashes left as they are; a lone surrogate cannot be encoded. */
function escaped(id: string): string {
  return id.isWellFormed() ? encodeURI(id).replace(/[?#[\]]/g, encodeURIComponent) : id;
}
