import { LOCAL_WORDS, SERVICE_THINGS, SERVICES, SERVICES_IN_NAMES, WEB_ACTS, WEB_WORDS } from './egressWords.ts';
import type { Parameter } from './parameters.ts';
import type { Egress } from './report.ts';
import { shown } from './shown.ts';
import { textWords } from './words.ts';

/** What is looked at to tell where a tool sends what it is given. */
export interface EgressClues {
  readonly nameWords: readonly string[];
  /** Of the opening of the description. */
  readonly textWords: readonly string[];
  readonly serverWords: readonly string[];
  readonly parameters: readonly Parameter[];
  /** Whether it executes: a program of the caller's can open any connection. */
  readonly executes: boolean;
  readonly claimsOpenWorld: boolean;
}

/** Where data may go, and by what that was told. */
export interface EgressReading {
  readonly egress: Egress;
  readonly because: string | null;
  /** Whether the caller names the address. */
  readonly chosen: boolean;
}

/** `open`: to an address that the caller names, or to the web at large; `service`: to the one service it is made for. */
export function readEgress(clues: EgressClues): EgressReading {
  const { nameWords, textWords: text, serverWords, claimsOpenWorld } = clues;
  const names = [...nameWords, ...serverWords];
  const service = serviceIn(clues);
  const address = clues.parameters.find((parameter) => isAddress(parameter, nameWords, service));
  if (address !== undefined) return open(`takes the address \`${shown(address.name, MAX_QUOTED)}\``, true);
  const isLocal = service === undefined && [...names, ...text].some((word) => LOCAL_WORDS.has(word));
  const web = names.find((word) => WEB_WORDS.has(word)) ?? theWeb(nameWords, text);
  if (web !== undefined) return open(`reaches the web (${web})`, false);
  if (clues.executes && service === undefined && runsProgram(names, text)) return open('runs programs', true);
  if (service !== undefined) return toService(`speaks to ${service}`);
  if (isLocal) return NONE;
  const thing = [...nameWords, ...text].find((word) => SERVICE_THINGS.has(word)) ?? pullRequest(nameWords);
  if (thing !== undefined) return toService(`handles what services keep (${thing})`);
  return claimsOpenWorld ? toService('openWorldHint is true') : NONE;
}

const NONE: EgressReading = { egress: 'none', because: null, chosen: false };

function open(because: string, chosen: boolean): EgressReading {
  return { egress: 'open', because, chosen };
}

function toService(because: string): EgressReading {
  return { egress: 'service', because, chosen: false };
}

function serviceIn({ nameWords, textWords: text, serverWords, parameters }: EgressClues): string | undefined {
  const names = [...nameWords, ...serverWords];
  const inName = names.find((word) => SERVICES.has(word) || SERVICES_IN_NAMES.has(word));
  if (inName !== undefined) return inName;
  const all = [...text, ...parameters.slice(0, MAX_NAMES).flatMap(({ words }) => words)];
  return all.find((word) => SERVICES.has(word));
}

const MAX_NAMES = 40;
const MAX_QUOTED = 60;

function theWeb(nameWords: readonly string[], text: readonly string[]): string | undefined {
  const isNamed = nameWords.includes('web') && nameWords.some((word) => WEB_ACTS.has(word));
  return isNamed || (nameWords.includes('search') && text.includes('web')) ? 'web' : undefined;
}

function pullRequest(nameWords: readonly string[]): string | undefined {
  const at = nameWords.indexOf('pull');
  return at >= 0 && (nameWords[at + 1] ?? '').startsWith('request') ? 'pull request' : undefined;
}

const PROGRAMS: ReadonlySet<string> = new Set([
  ...['command', 'commands', 'shell', 'script', 'code', 'process', 'terminal', 'bash', 'python', 'javascript', 'repl'],
]);

function runsProgram(names: readonly string[], text: readonly string[]): boolean {
  return [...names, ...text.slice(0, PROGRAM_WORDS)].some((word) => PROGRAMS.has(word));
}

const PROGRAM_WORDS = 24;

const ADDRESSES: ReadonlySet<string> = new Set([
  ...['url', 'urls', 'uri', 'uris', 'href', 'endpoint', 'hostname', 'webhook', 'website', 'remote', 'is url'],
  ...['target url', 'page url', 'base url', 'callback url', 'webhook url', 'website url', 'source url', 'site url'],
  ...['image url', 'remote url', 'repo url', 'repository url', 'start url', 'api url', 'endpoint url', 'file url'],
]);
/** What may hold an address as well as content. */
const CONTENTS: ReadonlySet<string> = new Set([
  'data',
  'source',
  'input',
  'file',
  'image',
  'document',
  'target',
  'src',
]);
const URL_WORDS: ReadonlySet<string> = new Set(['url', 'urls', 'http', 'https']);

function isAddress(parameter: Parameter, nameWords: readonly string[], service: string | undefined): boolean {
  const { path, types, choices, description } = parameter;
  if (choices.length > 0 || path.length > 2) return false;
  const words = parameter.words.join(' ');
  if (words === 'connection string') return nameWords.includes('connect');
  if (words === 'is url') return true;
  if (types.length > 0 && !types.includes('string') && !types.includes('array')) return false;
  const isNamed = ADDRESSES.has(words);
  if (!isNamed && !CONTENTS.has(words)) return false;
  const about = textWords(description.slice(0, MAX_DESCRIPTION));
  // A tool of a service that wants "the URL of the Sentry issue" goes to no other place.
  if (service !== undefined && about.includes(service)) return false;
  return isNamed || about.some((word) => URL_WORDS.has(word));
}

const MAX_DESCRIPTION = 300;
