import type { Problem, Report, SourceNode } from '../authz/source.ts';
import { didYouMean } from '../authz/suggest.ts';
import { oneOf, quoted } from '../authz/matchers/operand.ts';
import type { AuthSettings } from '../edge/http/authSettings.ts';
import { DEFAULT_PIN_SETTINGS, type PinSettings } from '../pins/settings.ts';
import { readIssuers, readTokens } from './authConfig.ts';

/** What `config.yaml` in the home can set. */
export interface Config {
  /** `filter` hides from lists what no rule could allow; `all` shows everything. */
  readonly list: 'filter' | 'all';
  /** Longest message that is accepted, in bytes. */
  readonly maxLineBytes: number;
  /** Deepest nesting of a message that is accepted. */
  readonly maxDepth: number;
  readonly durability: 'full' | 'process';
  /** How the log holds arguments: `committed` as salted commitments, `full` in clear, `none` not at all. */
  readonly arguments: 'full' | 'committed' | 'none';
  /** How long the openings of commitments are kept, in days. */
  readonly openingsDays: number;
  /** Who is let in over HTTP with `--auth`. */
  readonly auth: AuthSettings;
  /** What is done with what servers say of themselves. */
  readonly pins: PinSettings;
}

export const DEFAULT_CONFIG: Config = {
  list: 'filter',
  maxLineBytes: 64 * 1024 * 1024,
  maxDepth: 128,
  durability: 'full',
  arguments: 'committed',
  openingsDays: 30,
  auth: { tokens: [], issuers: [] },
  pins: DEFAULT_PIN_SETTINGS,
};

/** Reads a parsed `config.yaml`: the settings it names over the defaults, and all that is wrong with it. */
export function parseConfig(file: string, node: SourceNode): { config: Config; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const config = readMap(DEFAULT_CONFIG, node, SETTINGS, '', (at, message) => problems.push({ file, at, message }));
  return { config, problems };
}

type Setting =
  | { readonly kind: 'group'; readonly members: ReadonlyMap<string, Setting> }
  | {
      readonly kind: 'value';
      /** What it takes, for an error. */
      readonly takes: string;
      /** Null for a value that it does not take. */
      readonly set: (config: Config, value: unknown) => Config | null;
    }
  | {
      readonly kind: 'list';
      /** Reports what is wrong with the list by itself; `name` is what the setting is called in full. */
      readonly read: (config: Config, list: SourceNode, name: string, report: Report) => Config;
    };

function word<const W extends string>(words: readonly W[], set: (config: Config, value: W) => Config): Setting {
  return {
    kind: 'value',
    takes: oneOf(words),
    set: (config, value) => {
      const found = words.find((one) => one === value);
      return found === undefined ? null : set(config, found);
    },
  };
}

function list<T>(
  read: (node: SourceNode, name: string, report: Report) => readonly T[],
  set: (config: Config, items: readonly T[]) => Config,
): Setting {
  return { kind: 'list', read: (config, node, name, report) => set(config, read(node, name, report)) };
}

function integer(min: number, max: number, set: (config: Config, value: number) => Config): Setting {
  return {
    kind: 'value',
    takes: `a whole number from ${min} to ${max}`,
    set: (config, value) =>
      typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max ? set(config, value) : null,
  };
}

const AUDIT_SETTINGS: ReadonlyMap<string, Setting> = new Map([
  ['durability', word(['full', 'process'], (config, durability) => ({ ...config, durability }))],
  ['arguments', word(['committed', 'full', 'none'], (config, value) => ({ ...config, arguments: value }))],
  ['openings_days', integer(0, 3650, (config, openingsDays) => ({ ...config, openingsDays }))],
]);

const AUTH_SETTINGS: ReadonlyMap<string, Setting> = new Map([
  ['tokens', list(readTokens, (config, tokens) => ({ ...config, auth: { ...config.auth, tokens } }))],
  ['issuers', list(readIssuers, (config, issuers) => ({ ...config, auth: { ...config.auth, issuers } }))],
]);

function pinSetting<K extends keyof PinSettings>(key: K, words: readonly PinSettings[K][]): Setting {
  return word(words, (config, value) => ({ ...config, pins: { ...config.pins, [key]: value } }));
}

const SETTINGS: ReadonlyMap<string, Setting> = new Map<string, Setting>([
  ['list', word(['filter', 'all'], (config, list) => ({ ...config, list }))],
  ['max_line_bytes', integer(1024, 512 * 1024 * 1024, (config, maxLineBytes) => ({ ...config, maxLineBytes }))],
  ['max_depth', integer(8, 1000, (config, maxDepth) => ({ ...config, maxDepth }))],
  ['audit', { kind: 'group', members: AUDIT_SETTINGS }],
  ['auth', { kind: 'group', members: AUTH_SETTINGS }],
  ['scan', { kind: 'group', members: new Map([['block', pinSetting('block', ['hide', 'warn', 'allow'])]]) }],
  ['new_tools', pinSetting('newTools', ['scan', 'quarantine', 'allow'])],
  ['first_sight', pinSetting('firstSight', ['scan', 'quarantine'])],
  ['new_identity', pinSetting('newIdentity', ['quarantine', 'scan'])],
  ['unlisted', pinSetting('unlisted', ['policy', 'deny'])],
  ['invisible', pinSetting('invisible', ['pass', 'strip'])],
]);

function readMap(
  before: Config,
  node: SourceNode,
  settings: ReadonlyMap<string, Setting>,
  path: string,
  report: Report,
): Config {
  if (node.kind !== 'map') {
    report(node.at, `expected settings: ${oneOf([...settings.keys()])}`);
    return before;
  }
  let config = before;
  for (const { key, keyAt, value } of node.entries) {
    const setting = settings.get(key);
    const name = `${path}${key}`;
    if (setting === undefined) report(keyAt, `unknown setting ${quoted(name)}${didYouMean(key, settings.keys())}`);
    else if (setting.kind === 'group') config = readMap(config, value, setting.members, `${name}.`, report);
    else if (setting.kind === 'list') config = setting.read(config, value, name, report);
    else {
      const next = setting.set(config, value.kind === 'scalar' ? value.value : undefined);
      if (next === null) report(value.at, `${quoted(name)} takes ${setting.takes}`);
      else config = next;
    }
  }
  return config;
}
