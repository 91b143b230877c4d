import type { Risk } from '../../../scanner/report.ts';
import { openEntry } from '../../audit/disclosure.ts';
import type { DecisionEntry, SealedEntry } from '../../audit/sealedEntry.ts';
import type { JsonObject, JsonValue } from '../../jsonrpc/message.ts';
import type { StreamedEntry } from '../auditStream.ts';
import { rebuildArgs } from '../rebuiltArgs.ts';
import { SECRET_PLACE } from './secretPlaces.ts';
import { eventTags, textIn, type Sighting } from './sighting.ts';
import { traitsOf } from './traits.ts';

/** What is known of the tools that the log names. */
export type RiskOf = (server: string, tool: string) => Risk;

/** Reads of an entry what patterns look at; null for what is neither a call nor an event. */
export async function sight(
  { shard, openings }: StreamedEntry,
  entry: SealedEntry,
  riskOf: RiskOf,
): Promise<Sighting | null> {
  const common = {
    place: `${shard}:${entry.leash.seq}`,
    recordId: entry.record_id,
    ts: Date.parse(entry.timestamp),
    agent: entry.agent_id,
    server: entry.leash.server,
    session: entry.session_id,
  };
  switch (entry.record_phase) {
    case 'pre_execution':
      return { ...common, ...callOf(entry, await argsOf(entry, openings), riskOf) };
    case 'concurrent': {
      const { event, detail } = entry.action_detail;
      const tool = textIn(detail, 'tool');
      const tags = eventTags(event, detail);
      return { ...common, ...NOTHING, name: event, effect: 'event', went: true, tags, tool };
    }
    case 'post_execution':
      return null;
  }
}

const NOTHING = { paths: [], files: [], secrets: [], args: null, risk: null } as const;

type Call = Omit<Sighting, 'place' | 'recordId' | 'ts' | 'agent' | 'server' | 'session'>;

function callOf({ leash, action_detail: detail }: DecisionEntry, args: JsonObject | null, riskOf: RiskOf): Call {
  const went = leash.effect !== 'deny';
  const { tool_name: tool, resource } = detail;
  const base = { name: tool ?? leash.method, effect: leash.effect, went };
  // What a server asks of its client is no act of the agent's.
  if (leash.from !== 'client') return { ...base, ...NOTHING, tags: new Set(), tool: null };
  const texts = [...(resource === null ? [] : [resource]), ...textsIn(args)];
  const isTool = leash.method === 'tools/call' && tool !== null;
  const risk = isTool ? riskOf(leash.server, tool) : leash.method === 'resources/read' ? RESOURCE : null;
  const tags = risk === null ? new Set<never>() : traitsOf({ name: tool ?? '', risk, texts });
  const paths = [...new Set(texts.flatMap(namesIn))].slice(0, MOST_NAMES);
  return {
    ...base,
    tags,
    paths,
    files: [...new Set(paths.map(lastPart))],
    secrets: paths.filter((path) => SECRET_PLACE.test(path)),
    tool: isTool ? tool : null,
    risk: isTool ? risk : null,
    args: args === null ? null : JSON.stringify(args).slice(0, LONGEST_ARGS),
  };
}

/** Reading a resource is reading, whatever it is. */
const RESOURCE: Risk = {
  level: 'low',
  effects: ['read'],
  primary: 'read',
  egress: 'none',
  credential: false,
  reasons: [],
};

const LONGEST_ARGS = 500;
const MOST_NAMES = 10;
const MOST_TEXTS = 50;
const LONGEST_TEXT = 8 * 1024;

/** Null for a call without arguments, and where none can be known: opening what has no opening would only take time. */
async function argsOf(entry: DecisionEntry, openings: StreamedEntry['openings']): Promise<JsonObject | null> {
  const kept = entry.leash.args;
  if (kept === null || kept.as === 'none' || kept.as === 'unreadable') return null;
  const disclosures = kept.as === 'clear' ? [] : await openings();
  return rebuildArgs(kept, openEntry(entry, disclosures)).args;
}

/** The texts of some arguments, the first of them: whoever sends more is told by other signs. */
function textsIn(value: JsonValue): readonly string[] {
  const texts: string[] = [];
  const rest: JsonValue[] = [value];
  for (let next = rest.pop(); next !== undefined && texts.length < MOST_TEXTS; next = rest.pop()) {
    if (typeof next === 'string') texts.push(next.slice(0, LONGEST_TEXT));
    else if (typeof next === 'object' && next !== null)
      rest.push(...Object.values(next).slice(0, MOST_TEXTS).reverse());
  }
  return texts;
}

/** What looks like the name of a file or an address: a text without blanks that has a part, or a word of a command that does. */
function namesIn(text: string): readonly string[] {
  const words = text.split(/[\s"'`;|&<>()=,]+/).slice(0, MOST_TEXTS);
  return words
    .filter(
      (word) => word.length > 2 && word.length <= LONGEST_NAME && /[/\\.]/.test(word) && /[\p{L}\p{N}]/u.test(word),
    )
    .map((word) => word.replace(/^@|^file:\/\//, '').replace(/^\.\//, ''));
}

const LONGEST_NAME = 256;

function lastPart(path: string): string {
  return (
    path
      .split(/[/\\]/)
      .filter((part) => part !== '')
      .at(-1) ?? path
  );
}
