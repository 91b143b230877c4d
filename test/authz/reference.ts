import type { Effect } from '../../src/authz/policy.ts';
import type { AuthorizationRequest } from '../../src/authz/request.ts';
import type { JsonObject, JsonValue } from '../../src/jsonrpc/message.ts';
import { WHENS } from '../support/arbitraryPolicies.ts';

/** What the policies say of a request, as simply as it can be written: no index, no compilation, no sharing. */
export interface Reference {
  readonly outcome: 'allow' | 'deny';
  readonly observed: boolean;
  readonly determining: readonly string[];
  readonly obligations: readonly string[];
}

/** `match`, `miss`, or an error: what cannot be evaluated. */
type Three = 'match' | 'miss' | 'error';

interface Said {
  readonly effect: Effect;
  readonly rules: readonly (readonly [policy: JsonObject, rule: JsonObject, index: number])[];
}

/** Decides from the policies as they were written; understands what `arbitraryFullPolicies` generates. */
export function referenceDecision(policies: readonly JsonObject[], request: AuthorizationRequest): Reference {
  const mine = policies.filter(
    (policy) => speaksOf(policy['agents'], request.agent) && speaksOf(policy['servers'], request.server),
  );
  const enforced = highest(
    mine.filter((policy) => policy['mode'] !== 'observe'),
    request,
  );
  const all = highest(mine, request);
  if (enforced !== null && enforced.effect !== 'allow') return toReference(enforced, enforced, false);
  const isWatched = all?.rules.some(([policy]) => policy['mode'] === 'observe') === true;
  if (all === null || !isWatched || (enforced !== null && all.effect === 'allow'))
    return toReference(enforced, enforced, false);
  return toReference(all, enforced, all.effect !== 'allow');
}

function toReference(said: Said | null, enforced: Said | null, observed: boolean): Reference {
  if (said === null) return { outcome: 'deny', observed: false, determining: ['floor/deny'], obligations: [] };
  const outcome = said.effect === 'deny' && !observed ? 'deny' : 'allow';
  const determining = said.rules.map(
    ([policy, rule, index]) => `${textOf(policy['name'])}/${idOf(policy, rule, index)}`,
  );
  const obliging = enforced === null || enforced.effect === 'deny' ? [] : enforced.rules;
  return {
    outcome,
    observed,
    determining: determining.sort(),
    obligations: obliging.flatMap(([policy, rule, index]) => obligationsOf(policy, rule, index)).sort(),
  };
}

/** The highest priority at which some policy decides; there, deny beats ask beats allow. */
function highest(policies: readonly JsonObject[], request: AuthorizationRequest): Said | null {
  for (let priority = 100; priority >= 0; priority--) {
    const deciding = policies
      .filter((policy) => policy['priority'] === priority)
      .flatMap((policy) => {
        const rules = listOf(policy['rules']).filter(isObject);
        const index = rules.findIndex((rule) => decides(rule, request));
        const rule = rules[index];
        return rule === undefined ? [] : [[policy, rule, index] as const];
      });
    for (const effect of ['deny', 'ask', 'allow'] as const) {
      const rules = deciding.filter(([, rule]) => rule['effect'] === effect);
      if (rules.length > 0) return { effect, rules };
    }
  }
  return null;
}

function decides(rule: JsonObject, request: AuthorizationRequest): boolean {
  if (!concerns(rule, request)) return false;
  const results = [
    resourceFits(rule, request),
    contextFits(rule, request),
    argsFit(rule, request),
    whenHolds(rule, request),
  ];
  if (!isPlain(request)) return rule['effect'] === 'deny' && !results.includes('miss');
  if (results.includes('miss')) return false;
  return !results.includes('error') || rule['effect'] !== 'allow';
}

/** Whether the names are what they look like; a tool or prompt has to have one. */
function isPlain({ agent, server, method, action }: AuthorizationRequest): boolean {
  if (action === null && (method === 'tools/call' || method === 'prompts/get')) return false;
  return ![agent, server, method, action ?? ''].some((name) => name.includes('\u200b'));
}

function concerns(rule: JsonObject, { method, action, server }: AuthorizationRequest): boolean {
  if (!globs(rule['method'] ?? 'tools/call').some((glob) => nameMatches(glob, method))) return false;
  if (rule['action'] === undefined) return true;
  return globs(rule['action']).some((glob) => {
    if (glob === '*') return true;
    const slash = glob.indexOf('/');
    const [where, what] = slash < 0 ? ['*', glob] : [glob.slice(0, slash), glob.slice(slash + 1)];
    return action !== null && nameMatches(where, server) && nameMatches(what, action);
  });
}

/** How servers read the resources of the generator, found out by hand; null where they do not agree. */
const READINGS: ReadonlyMap<string, readonly string[] | null> = new Map([
  ['file:///data/a', ['file:///data/a']],
  ['file:///data/b/secret', ['file:///data/b/secret']],
  ['FILE:/data/./a', ['file:///data/a']],
  ['file:///a/..%2fb', null],
  ['https://h/x?y', ['https://h/x?y', 'https://h/x']],
]);

function resourceFits(rule: JsonObject, { resource }: AuthorizationRequest): Three {
  if (rule['resource'] === undefined) return 'match';
  if (resource === null) return 'error';
  const readings = READINGS.get(resource);
  if (readings === undefined) throw new Error(`no reading of ${resource}`);
  const results = globs(rule['resource']).map((glob): Three => {
    if (rule['effect'] === 'deny' && pathMatches(glob, resource)) return 'match';
    if (readings === null) return 'error';
    const fitting = readings.filter((reading) => pathMatches(glob, reading));
    return fitting.length === 0 ? 'miss' : fitting.length === readings.length ? 'match' : 'error';
  });
  return (['match', 'error'] as const).find((each) => results.includes(each)) ?? 'miss';
}

function contextFits(rule: JsonObject, { context }: AuthorizationRequest): Three {
  return every(entriesOf(rule['conditions']), ([key, wanted]) => {
    const given = context[key];
    if (typeof given !== typeof wanted) return 'error';
    if (typeof wanted === 'string' && typeof given === 'string') return verdict(nameMatches(wanted, given));
    return verdict(given === wanted);
  });
}

function argsFit(rule: JsonObject, request: AuthorizationRequest): Three {
  const args = request.args ?? {};
  const wanted = entriesOf(rule['args']);
  const listed = every(wanted, ([key, matcher]) => argFits(matcher, args[key]));
  const hasMore = Object.keys(args).some((key) => !wanted.some(([name]) => name === key));
  return wanted.length > 0 && rule['effect'] !== 'deny' && hasMore ? 'miss' : listed;
}

function argFits(matcher: JsonValue, value: JsonValue | undefined): Three {
  if (value === undefined) return 'error';
  if (!isObject(matcher)) return verdict(matcher === value);
  if (matcher['type'] !== undefined) return verdict(typeof value === matcher['type']);
  if (matcher['max'] !== undefined)
    return typeof value === 'number' ? verdict(value <= Number(matcher['max'])) : 'error';
  // `under: [/data]`, which is also the server's working directory.
  return typeof value === 'string' ? verdict(!value.startsWith('/') || value.startsWith('/data/')) : 'error';
}

function whenHolds(rule: JsonObject, request: AuthorizationRequest): Three {
  if (rule['when'] === undefined) return 'match';
  const held = WHENS.find(({ text }) => text === rule['when'])?.holds(request) ?? null;
  return held === null ? 'error' : verdict(held);
}

function obligationsOf(policy: JsonObject, rule: JsonObject, index: number): string[] {
  const who = `${textOf(policy['name'])}/${idOf(policy, rule, index)}`;
  return [
    ...(rule['rate_limit'] === undefined ? [] : [`rate-limit ${who}`]),
    ...(rule['result'] === undefined ? [] : [`inspect-result ${who}`]),
    ...(rule['effect'] === 'ask' ? ['require-approval'] : []),
  ];
}

function idOf(policy: JsonObject, rule: JsonObject, index: number): string {
  return typeof rule['id'] === 'string' ? rule['id'] : `${textOf(policy['name'])}#${index + 1}`;
}

function every<T>(items: readonly T[], test: (item: T) => Three): Three {
  const results = items.map(test);
  return results.includes('miss') ? 'miss' : results.includes('error') ? 'error' : 'match';
}

function verdict(holds: boolean): Three {
  return holds ? 'match' : 'miss';
}

function speaksOf(patterns: JsonValue | undefined, name: string): boolean {
  return globs(patterns ?? '*').some((glob) => nameMatches(glob, name));
}

/** One glob or several, braces written out. */
function globs(given: JsonValue): readonly string[] {
  return listOf(given).map(textOf).flatMap(expand);
}

function expand(glob: string): readonly string[] {
  const [whole, before = '', inside = '', after = ''] = /^(.*?)\{([^{}]*)\}(.*)$/.exec(glob) ?? [];
  return whole === undefined ? [glob] : inside.split(',').flatMap((each) => expand(before + each + after));
}

function nameMatches(glob: string, text: string): boolean {
  return new RegExp(`^${glob.split('*').map(escaped).join('[^]*')}$`).test(text);
}

/** `**` is any number of whole segments, `*` stops at a slash. */
function pathMatches(glob: string, text: string): boolean {
  const source = glob
    .split('/')
    .map((segment) => (segment === '**' ? '**' : segment.split('*').map(escaped).join('[^/]*')))
    .join('/')
    .replace(/^\*\*$/, '.+')
    .replace(/\/\*\*$/, '(?:/.*)?')
    .replace(/\*\*\//, '(?:.*/)?');
  return new RegExp(`^${source}$`, 's').test(text);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function textOf(value: JsonValue | undefined): string {
  if (typeof value !== 'string') throw new Error('a text is expected here');
  return value;
}

function entriesOf(value: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  return isObject(value) ? Object.entries(value) : [];
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
