import type { Risk } from '../../../scanner/report.ts';
import { wordsOf } from '../../../scanner/words.ts';
import { commandTraits } from './commands.ts';
import { SECRET_PLACE } from './secretPlaces.ts';
import type { Trait } from './trait.ts';

/** What a call is judged by. */
export interface Subject {
  readonly name: string;
  readonly risk: Risk;
  /** The texts among its arguments. Attacker-controlled, and private: nothing of them goes into a finding. */
  readonly texts: readonly string[];
}

/** The traits of a call. Errs towards more: what a trait means is for the patterns to weigh. */
export function traitsOf({ name, risk, texts }: Subject): ReadonlySet<Trait> {
  const words = new Set(wordsOf(name.slice(0, MAX_NAME)));
  const traits = new Set<Trait>();
  const isRead = risk.primary === 'read';
  const says = (table: ReadonlySet<string>): boolean => [...table].some((word) => words.has(word));
  if (risk.primary === 'execute') {
    traits.add('execute');
    for (const text of texts) for (const trait of commandTraits(text)) traits.add(trait);
    return traits;
  }
  if (says(DELETE)) traits.add('delete');
  else if (isRead) traits.add('read');
  else traits.add('write');
  if (isRead && says(SEARCH)) traits.add('search');
  if (isRead && (risk.egress === 'open' || says(FETCH) || texts.some(isUrl))) traits.add('fetch');
  if (!isRead && (says(SEND) || risk.egress === 'open')) traits.add('send');
  if (!isRead && (says(PUBLISH) || risk.egress === 'service')) traits.add('publish');
  const isTaking = isRead || traits.has('send');
  // What is only written there is nobody's secret yet; prose that speaks of such a file is no path.
  if (isTaking && (risk.credential || texts.some(isSecretPath))) traits.add('secret');
  return traits;
}

const MAX_NAME = 256;
const LONGEST_PATH = 1024;

function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

function isSecretPath(text: string): boolean {
  return text.length <= LONGEST_PATH && !/\s/.test(text) && SECRET_PLACE.test(text);
}

const DELETE = wordsIn('delete remove rm rmdir unlink purge drop destroy truncate wipe erase shred uninstall trash');
const SEARCH = wordsIn(`search find query list ls grep glob tree lookup enumerate describe discover explore dir stat
  whoami inventory`);
const FETCH = wordsIn('fetch browse browser crawl scrape navigate http url web webpage website');
const SEND = wordsIn(`send post upload share tweet email mail sms notify broadcast forward reply submit webhook transmit
  exfiltrate dm message`);
const PUBLISH = wordsIn('push publish comment release gist paste deploy');

function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}
