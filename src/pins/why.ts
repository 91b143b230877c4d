import type { Hold } from './admission.ts';

/** Why an element is withheld from lists, and why a call of it is denied. */
export type Why =
  | Hold
  /** The pins cannot be read. */
  | 'broken'
  /** It cannot be told for certain what it is, or it stands twice under one name. */
  | 'ambiguous'
  /** It has been shown with another definition in this session, which nobody accepts. */
  | 'alternating'
  /** Too large, or too many. */
  | 'unkept'
  /** Nobody has listed it, and that is needed. */
  | 'unlisted'
  /** It is being looked at. */
  | 'pending';

/** What is withheld, and why, with all that a sentence about it needs. */
export interface Withheld {
  readonly why: Why;
  /** What a person can read besides: the name that it had, the server that it passes for, what is wrong with the pins. */
  readonly about: string | null;
  /** The scanner's rules that found something. */
  readonly rules: readonly string[];
}

/** Says why in one sentence, for people, models and the log. Foreign text in `about` is escaped by whoever made it. */
export function sentenceOf({ why, about, rules }: Withheld): string {
  return SENTENCES[why](about, rules.length === 0 ? '' : ` (${rules.join(', ')})`);
}

/** Whether `leash trust` shows it, and can accept it. */
export function isForPerson(why: Why): boolean {
  return !Object.hasOwn(OTHER_REMEDIES, why);
}

/** What whoever called can do about it. */
export function remedyOf({ why, about }: Withheld, server: string, tool: string): string {
  const other = OTHER_REMEDIES[why];
  if (other !== undefined) return other(about ?? '');
  const command = `leash trust ${server}${why === 'identity' || tool === '' ? '' : ` ${shellWord(tool)}`}`;
  return `Do not repeat it: a person has to look first. Tell the user that \`${command}\` shows what is new, and accepts it after a question.`;
}

/** Where no person has anything to accept. */
const OTHER_REMEDIES: Readonly<Partial<Record<Why, (about: string) => string>>> = {
  broken: (about) => `A person has to look at the file, and move it away to begin anew: ${about}`,
  pending: () => 'It can be tried again in a moment.',
  unlisted: () => 'List the tools first: what is listed is looked at.',
  ambiguous: () => 'Do not repeat it: only the server can mend that.',
  unkept: () => 'Do not repeat it: the answer stays the same.',
};

const SENTENCES: Readonly<Record<Why, (about: string | null, rules: string) => string>> = {
  unreviewed: () => 'nobody has looked at this tool yet, and strict mode lets nothing through unseen',
  new: () => 'the server did not have this when it was accepted, and nobody has looked at it since',
  suspicious: (_, rules) => `the server did not have this when it was accepted, and the scanner warns of it${rules}`,
  poisoned: (_, rules) => `its text works on the model instead of describing it${rules}`,
  changed: (_, rules) => `its definition is not the one that was accepted${rules}`,
  renamed: (about) => `it is \`${about ?? ''}\` under another name, which nobody has accepted`,
  identity: (about) => `this server goes by the name of another one, \`${about ?? ''}\`, and nobody has accepted it`,
  broken: (about) => `what is accepted of this server cannot be read, so nothing is: ${about ?? ''}`,
  ambiguous: (about) => `nobody can tell for certain what it is: ${about ?? ''}`,
  alternating: () => 'the server has shown it with another definition in this session, which nobody has accepted',
  unkept: (about) => `its definition cannot be kept and compared: ${about ?? 'it is too large, or one of too many'}`,
  unlisted: () => 'the server has not listed this tool, and strict mode calls nothing unseen',
  pending: () => 'its definition is being looked at',
};

/** Attacker-controlled: a name that a shell would obey is shown in quotes, one that holds quotes not at all. */
function shellWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  return /^[\x20-\x7e]*$/.test(text) && !text.includes("'") && !text.includes('`') ? `'${text}'` : '';
}
