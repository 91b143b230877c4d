import type { JsonValue } from '../jsonrpc/message.ts';
import type { Authorizer, Decision } from './decision.ts';
import type { MatchEnvironment } from './matchers/matcher.ts';
import { judgeUnder } from './matchers/under.ts';
import type { AuthorizationRequest } from './request.ts';

/** Where Leash keeps what guards an agent: its policies, keys, pins and the log. */
export interface OwnHome {
  /** Absolute. */
  readonly root: string;
  /** The user's folder, which `~` and `$HOME` mean; empty where there is none. */
  readonly user: string;
}

/**
 * INVARIANT: no policy, and no mode, lets an agent reach into the home of Leash itself. An argument or a resource that
 * names a place in it is denied, however it is spelled or linked; so is a text that has such a place in it, as a shell
 * command would. What remains: a tool that is given a folder above, and goes down by itself.
 */
export function guardHome(authorizer: Authorizer, home: OwnHome, environment: MatchEnvironment): Authorizer {
  const names = namesOf(home);
  const isOwn = (text: string): boolean => mentions(text, names) || leadsInto(text, home.root, environment);
  return {
    ...authorizer,
    authorize: (request) => (reaches(request, isOwn) ? denial(authorizer, request) : authorizer.authorize(request)),
  };
}

function reaches({ from, args, resource }: AuthorizationRequest, isOwn: (text: string) => boolean): boolean {
  if (from !== 'client') return false;
  return (resource !== null && isOwn(resource)) || (args !== null && someText(args, isOwn));
}

/** Whether a text somewhere in a value, keys included, is one of these. Loops, since nesting is as deep as its sender likes. */
function someText(value: JsonValue, isOne: (text: string) => boolean): boolean {
  const open: JsonValue[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string') {
      if (isOne(next)) return true;
    } else if (Array.isArray(next)) {
      for (const item of next) open.push(item);
    } else if (typeof next === 'object' && next !== null) {
      for (const [key, member] of Object.entries(next)) open.push(key, member);
    }
  }
  return false;
}

/** The ways in which a text may name the home, in lower case: some file systems do not tell case apart. */
function namesOf({ root, user }: OwnHome): readonly string[] {
  const plain = root.replaceAll('\\', '/').toLowerCase();
  const folder = user.replaceAll('\\', '/').toLowerCase();
  const names = [plain, '$leash_home', '${leash_home}', '%leash_home%'];
  if (folder === '' || !plain.startsWith(`${folder}/`)) return names;
  const below = plain.slice(folder.length);
  return [...names, ...['~', '$home', '${home}', '%userprofile%'].map((start) => `${start}${below}`)];
}

/** Every name of the home begins with one of these, or is its root. */
const MAY_MENTION = /[/\\~$%]/;

function mentions(text: string, names: readonly string[]): boolean {
  if (!MAY_MENTION.test(text)) return false;
  const plain = text.replaceAll('\\', '/').toLowerCase();
  return names.some((name) => hasWhole(plain, name));
}

/** Whether a name stands in a text and ends there: `/home/me/.leashes` is another folder than `/home/me/.leash`. */
function hasWhole(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!/[\w.-]/.test(text.charAt(at + name.length))) return true;
  }
  return false;
}

/** Longest text that is looked at as a path: no file system takes longer ones. */
const MAX_PATH = 4096;

function leadsInto(text: string, root: string, environment: MatchEnvironment): boolean {
  if (text.length > MAX_PATH || !/[/\\]|^~/.test(text) || /[\n\r]/.test(text)) return false;
  const verdict = judgeUnder(text, [root], environment);
  // Nobody can tell where it leads: most of these are no paths at all, but not one that has the home's own name in it.
  return verdict === 'match' || (verdict === 'error' && text.toLowerCase().includes(lastSegment(root)));
}

function lastSegment(root: string): string {
  return root.slice(Math.max(root.lastIndexOf('/'), root.lastIndexOf('\\')) + 1).toLowerCase();
}

function denial(authorizer: Authorizer, request: AuthorizationRequest): Decision {
  return {
    outcome: 'deny',
    observed: false,
    mode: 'enforce',
    determining: [],
    reason: REASON,
    wayOut: WAY_OUT,
    nearMiss: null,
    obligations: [],
    errors: [],
    // The ids of whatever would have decided: the entry belongs to the same threats.
    owasp: authorizer.authorize(request).owasp,
  };
}

const REASON = "it reaches into Leash's own home, and what guards an agent is not the agent's to read or change";

const WAY_OUT = 'Do not repeat it: no policy can allow it. A person looks into that folder without an agent.';
