import type { Problem, Report, SourceNode } from '../authz/source.ts';
import { didYouMean } from '../authz/suggest.ts';
import { oneOf, quoted } from '../authz/matchers/operand.ts';
import type { AuthSettings } from '../edge/http/authSettings.ts';
import type { PdpSettings } from '../edge/pdpSettings.ts';
import { DEFAULT_PIN_SETTINGS, type PinSettings } from '../pins/settings.ts';
import { readIssuers, readTokens } from './authConfig.ts';
import { readPdp } from './pdpConfig.ts';

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
  /** Who agents are, and what is asked of those who are not registered. */
  readonly agents: {
    /** Whether an agent that merely says its name is denied everything. */
    readonly requireVerified: boolean;
    /** Whom the tokens of agents are for; null for this home. */
    readonly tokenAudience: string | null;
  };
  /** The policy engine outside that is asked besides the policies; null for none. */
  readonly pdp: PdpSettings | null;
  /** How persons are asked where a rule says `ask`. */
  readonly approvals: {
    /** Whether the client is asked to ask its person, where it can; null: only where no passphrase is set. */
    readonly elicitation: boolean | null;
    /** How long a call waits where the rule says nothing, in seconds. */
    readonly timeout: number;
    /** Whether the desktop tells its person that a call waits. */
    readonly notify: boolean;
  };
  /** Whether the first `leash hook` leaves a process behind that answers those after it. */
  readonly hook: { readonly resident: boolean };
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
  agents: { requireVerified: false, tokenAudience: null },
  pdp: null,
  approvals: { elicitation: null, timeout: 120, notify: false },
  hook: { resident: true },
};

/** Reads a parsed `config.yaml`: the settings it names over the defaults, and all that is wrong with it. */
export function parseConfig(file: string, node: SourceNode): { config: Config; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const config = readMap(DEFAULT_CONFIG, node, SETTINGS, '', (at, message) => problems.push({ file, at, message }));
  return { config, problems };
}

/** The names of all settings in full, as `audit.durability`. */
export function settingNames(settings = SETTINGS, path = ''): readonly string[] {
  return [...settings].flatMap(([key, setting]) =>
    setting.kind === 'group' ? settingNames(setting.members, `${path}${key}.`) : [`${path}${key}`],
  );
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
      /** Reports what is wrong with the list, or the map, by itself; `name` is what the setting is called in full. */
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

/** `identity.issuers`, and its older name `auth.issuers`: one list, in one of the two places. */
const ISSUERS: Setting = {
  kind: 'list',
  read(config, node, name, report) {
    if (config.auth.issuers.length > 0) {
      report(node.at, '`identity.issuers` and `auth.issuers` are one setting: keep the first of the two');
    }
    return { ...config, auth: { ...config.auth, issuers: readIssuers(node, name, report) } };
  },
};

const AUTH_SETTINGS: ReadonlyMap<string, Setting> = new Map([
  ['tokens', list(readTokens, (config, tokens) => ({ ...config, auth: { ...config.auth, tokens } }))],
  ['issuers', ISSUERS],
]);

const AGENT_SETTINGS: ReadonlyMap<string, Setting> = new Map<string, Setting>([
  [
    'require_verified',
    {
      kind: 'value',
      takes: '`true` or `false`',
      set: (config, value) =>
        typeof value === 'boolean' ? { ...config, agents: { ...config.agents, requireVerified: value } } : null,
    },
  ],
  [
    'token_audience',
    {
      kind: 'value',
      takes: 'a text of up to 512 characters',
      set: (config, value) =>
        typeof value === 'string' && value !== '' && value.length <= 512
          ? { ...config, agents: { ...config.agents, tokenAudience: value } }
          : null,
    },
  ],
]);

const APPROVAL_SETTINGS: ReadonlyMap<string, Setting> = new Map([
  [
    'elicitation',
    word(['on', 'off'], (config, value) => ({
      ...config,
      approvals: { ...config.approvals, elicitation: value === 'on' },
    })),
  ],
  ['timeout', integer(1, 86_400, (config, timeout) => ({ ...config, approvals: { ...config.approvals, timeout } }))],
  [
    'notify',
    word(['on', 'off'], (config, value) => ({
      ...config,
      approvals: { ...config.approvals, notify: value === 'on' },
    })),
  ],
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
  ['pdp', { kind: 'list', read: (config, node, name, report) => ({ ...config, pdp: readPdp(node, name, report) }) }],
  ['identity', { kind: 'group', members: new Map([['issuers', ISSUERS]]) }],
  ['agents', { kind: 'group', members: AGENT_SETTINGS }],
  ['approvals', { kind: 'group', members: APPROVAL_SETTINGS }],
  [
    'hook',
    {
      kind: 'group',
      members: new Map([
        ['resident', word(['on', 'off'], (config, value) => ({ ...config, hook: { resident: value === 'on' } }))],
      ]),
    },
  ],
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
