import { scanText } from '../../scanner/scan.ts';
import type { JsonValue } from '../jsonrpc/message.ts';
import { addressesModel } from './address.ts';
import { textsOf } from './texts.ts';

/** A sign that a text tries to instruct the model that reads it. */
export interface InjectionSign {
  /** The scanner's rule that saw it, `addresses-model`, or `unread-text`. */
  readonly rule: string;
  /** JSON Pointer (RFC 6901) of the text. */
  readonly at: string;
}

/**
 * Reads all texts of an answer. Unlike a definition it may be of any length and speak of anything: each paragraph is judged
 * by itself, and only two signs in one of them, or an unmistakable one, count. What is too long to be read through is a
 * sign too.
 */
export function readInjection(answer: JsonValue): readonly InjectionSign[] {
  const signs: InjectionSign[] = [];
  let room = MOST_READ;
  for (const { at, text } of textsOf(answer)) {
    const rules = new Set<string>();
    for (const passage of passagesOf(text)) {
      if (!CUE.test(passage)) continue;
      room -= passage.length;
      if (room < 0) return [...signs, ...placed(rules, at), { rule: UNREAD, at }];
      for (const rule of rulesIn(passage)) rules.add(rule);
    }
    signs.push(...placed(rules, at));
  }
  return signs;
}

/** What could say something is read up to here, in UTF-16 units: a part of a second. */
const MOST_READ = 131_072;

const UNREAD = 'unread-text';

function placed(rules: ReadonlySet<string>, at: string): InjectionSign[] {
  return [...rules].map((rule) => ({ rule, at }));
}

/** What speaks to a model. What else the scanner knows is about definitions: a page may well offer, steer or compare. */
const SPEECH: ReadonlySet<string> = new Set([
  'instruction-override',
  'fake-speaker',
  'authority-claim',
  'secrecy',
  'consent-bypass',
  'sensitive-access',
  'exfiltration',
  'tool-steering',
  'command-instruction',
  'safeguard-bypass',
  'other-language',
  'packed-text',
]);

/** The id under which a text counts that speaks to models and wants something of them. */
const ADDRESS = 'addresses-model';

function rulesIn(passage: string): readonly string[] {
  const findings = scanText(passage, '').filter(({ grade }) => grade !== 'info');
  const speech = findings.filter(({ rule }) => SPEECH.has(rule));
  const rules = [...new Set(speech.map(({ rule }) => rule))];
  const address = addressesModel(passage, rules.length > 0) ? [ADDRESS] : [];
  if (rules.length + 2 * address.length >= 2) return [...rules, ...address];
  // Hidden text makes one sign of another kind grave: in a page, comments and runs of spaces are nothing.
  const isHidden = findings.some(({ rule }) => rule === 'hidden-text');
  return !isHidden && speech.some(({ grade }) => grade === 'block') ? rules : [];
}

/** Every text that could say something holds one of these: reading is dear, and most text is about other things. */
const CUE =
  /ignor|disregard|forget|overrid|bypass|instruct|prompt|assistant|\bAI\b|\bLLM|model|\bagent|chatgpt|claude|gemini|copilot|\btool|\bcall\b|\buser|password|secret|credential|token|api[ _-]?key|\.ssh|\.env|https?:|<\/?(?:system|user|assistant|instructions?|important)|\[(?:inst|system)|[\u200b-\u200f\u2060-\u2064\u{e0000}-\u{e007f}]|<!--|(?:do not|don't|never) (?:tell|mention|inform|reveal|show)/iu;

const LONGEST = 1200;
/** What two pieces of a long paragraph share, so that none cuts a sentence in two for both. */
const OVERLAP = 200;

function* passagesOf(text: string): Generator<string> {
  for (const paragraph of text.split(/\n[ \t\r]*\n/)) {
    // The rules of tables and the padding of their cells hide nothing.
    const passage = paragraph.replace(/[ \t]{3,}/g, '  ').replace(/[-=_*#]{4,}/g, '---');
    if (passage.length <= LONGEST) yield passage;
    else for (let at = 0; at < passage.length; at += LONGEST - OVERLAP) yield passage.slice(at, at + LONGEST);
  }
}
