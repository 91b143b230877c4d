import type { InjectionSign } from '../inspect/injection.ts';
import type { ResultReader } from '../inspect/reader.ts';
import type { Redaction } from '../inspect/redactResult.ts';
import { rewriteTexts, type JsonPath } from '../jsonrpc/rewrite.ts';
import type { JsonValue } from '../jsonrpc/message.ts';
import type { MessageOf } from './desk.ts';
import type { ResultDuty } from './resultDuty.ts';

type Response = MessageOf<'response'>;

/** What was found in an answer, and what the asker may have of it. */
export type Inspected =
  | { readonly kind: 'clean' }
  | {
      readonly kind: 'redacted';
      readonly message: Response;
      readonly text: string;
      readonly redactions: readonly Redaction[];
      readonly signs: readonly InjectionSign[];
    }
  | { readonly kind: 'flagged'; readonly signs: readonly InjectionSign[] }
  /** `why` goes to a model: it quotes nothing of the answer. */
  | {
      readonly kind: 'denied';
      readonly why: string;
      readonly secrets: readonly Redaction[];
      readonly signs: readonly InjectionSign[];
    };

/** Looks through an answer as the rules that allowed its request want. `reader` is null where nothing can read it. */
export function inspectAnswer(
  message: Response,
  line: Buffer,
  duty: ResultDuty,
  reader: ResultReader | null,
): Inspected {
  const { body } = message;
  const { secrets, injection, maxBytes } = duty;
  if (maxBytes !== null && line.length > maxBytes && bytesOf(body) > maxBytes) {
    return denied(`it is longer than ${maxBytes} bytes`);
  }
  if (secrets === 'allow' && injection === 'allow') return { kind: 'clean' };
  // What stands under a key that is there twice is not in the value that is looked through.
  if (message.fidelity.kind === 'lossy' && message.fidelity.why === 'duplicate-key') {
    return denied('a key in it stands twice, so that two readers would read two results');
  }
  if (reader === null) return denied('it could not be looked through');
  const { value: clean, redactions } = secrets === 'allow' ? { value: body, redactions: NONE } : reader.redact(body);
  if (redactions.length > 0 && secrets === 'deny') return denied(`it holds ${kindsOf(redactions)}`, redactions);
  const signs = injection === 'allow' ? NONE : reader.readInjection(body);
  if (signs.length > 0 && injection === 'deny') return denied(`it ${signsOf(signs)}`, redactions, signs);
  if (redactions.length > 0) return redacted(message, line, clean, { redactions, signs });
  return signs.length > 0 ? { kind: 'flagged', signs } : { kind: 'clean' };
}

const NONE: readonly never[] = [];

function denied(
  why: string,
  secrets: readonly Redaction[] = NONE,
  signs: readonly InjectionSign[] = NONE,
): Extract<Inspected, { kind: 'denied' }> {
  return { kind: 'denied', why, secrets, signs };
}

function bytesOf(value: JsonValue): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function redacted(
  message: Response,
  line: Buffer,
  body: JsonValue,
  found: Pick<Extract<Inspected, { kind: 'redacted' }>, 'redactions' | 'signs'>,
): Inspected {
  const value = { ...message.value, [message.outcome]: body };
  const changed: Response = { ...message, body, value };
  // As long as only texts change, all else survives, numbers too that JavaScript cannot hold.
  if (!keysChanged(message.body, body)) {
    return { kind: 'redacted', message: changed, text: rewritten(line.toString('utf8'), value), ...found };
  }
  if (message.fidelity.kind !== 'lossy') {
    return { kind: 'redacted', message: changed, text: JSON.stringify(value), ...found };
  }
  return denied('a key in it is a secret, and a number in it cannot be written again', found.redactions, found.signs);
}

/** The text with each of its texts as it stands in the value. */
function rewritten(text: string, value: JsonValue): string {
  return rewriteTexts(text, (path, before) => {
    const after = valueAt(value, path);
    return typeof after === 'string' && after !== before ? after : null;
  });
}

function valueAt(value: JsonValue, path: JsonPath): JsonValue | undefined {
  let at: JsonValue | undefined = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Array.isArray(at) ? at[Number(step)] : Object.hasOwn(at, step) ? at[step] : undefined;
  }
  return at;
}

/** Copies share what was not changed, so that only what was is compared. */
function keysChanged(before: JsonValue, after: JsonValue): boolean {
  if (before === after || typeof before !== 'object' || before === null) return false;
  if (typeof after !== 'object' || after === null) return false;
  const [keys, others] = [Object.keys(before), Object.keys(after)];
  if (keys.some((key, index) => others[index] !== key)) return true;
  const [items, copies] = [Object.values(before), Object.values(after)];
  return items.some((item: JsonValue, index) => keysChanged(item, copies[index] ?? null));
}

function kindsOf(secrets: readonly Redaction[]): string {
  const kinds = [...new Set(secrets.map(({ kind }) => kind))];
  return `what looks like a secret (${kinds.join(', ')})`;
}

function signsOf(signs: readonly InjectionSign[]): string {
  const rules = [...new Set(signs.map(({ rule }) => rule))];
  if (rules.every((rule) => rule === 'unread-text')) return 'could not be read through for instructions to the model';
  return `holds what looks like instructions to the model (${rules.join(', ')})`;
}
