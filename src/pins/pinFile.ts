import type { Egress, EffectKind, Grade, Risk, RiskLevel } from '../../scanner/report.ts';
import type { JsonValue } from '../jsonrpc/message.ts';
import { isObject, member } from '../jsonrpc/value.ts';
import type { Acceptance, Definition, KeptFinding, PinFile, PinKind, Retired, ServerPins, Situation } from './pin.ts';

/** The format that this version writes, and the only one that it reads. */
const VERSION = 1;

/** The pins of a name as a file: JSON that people can read, and that hides nothing from them. */
export function pinFileText({ server, identities }: PinFile): string {
  const text = JSON.stringify({ version: VERSION, server, identities }, null, 1);
  // JSON escapes control characters by itself, but not what turns, hides or separates text.
  return `${text.replace(UNSEEN, escaped)}\n`;
}

/**
 * Reads a file of pins. Throws a `SyntaxError` that says where it is not one, counting from its root: what cannot be read
 * for certain is no ground to trust anything.
 */
export function parsePinFile(text: string): PinFile {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch {
    throw new SyntaxError('it is not JSON');
  }
  const root = new Reader(value, '');
  if (root.of('version').value !== VERSION) {
    throw new SyntaxError(`its \`version\` is not ${VERSION}: it is damaged, or of another version of Leash`);
  }
  return { server: root.text('server'), identities: root.list('identities', readServer) };
}

const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

function escaped(character: string): string {
  // The line ends are those of the layout.
  if (character === '\n') return character;
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}

function readServer(server: Reader): ServerPins {
  return {
    id: server.text('id'),
    label: server.text('label'),
    trusted: server.flag('trusted'),
    firstSeen: server.time('firstSeen'),
    settled: server.flag('settled'),
    pins: server.list('pins', (pin) => ({
      ...readDefinition(pin),
      by: pin.word('by', ACCEPTANCES),
      at: pin.time('at'),
    })),
    waiting: server.list('waiting', (waiting) => ({
      ...readDefinition(waiting),
      situation: waiting.word('situation', SITUATIONS),
      from: waiting.of('from').value === null ? null : waiting.text('from'),
      at: waiting.time('at'),
    })),
    retired: server.list('retired', readRetired),
  };
}

const ACCEPTANCES: readonly Acceptance[] = ['first-sight', 'scan', 'person'];
const SITUATIONS: readonly Situation[] = ['first-sight', 'new', 'changed', 'renamed', 'identity'];
const KINDS: readonly PinKind[] = ['tool', 'instructions'];
const GRADES: readonly Grade[] = ['block', 'warn', 'info', 'none'];
const FOUND: readonly KeptFinding['grade'][] = ['block', 'warn', 'info'];
const LEVELS: readonly RiskLevel[] = ['low', 'medium', 'high', 'critical'];
const EFFECTS: readonly EffectKind[] = ['read', 'write', 'destructive', 'execute', 'admin'];
const EGRESSES: readonly Egress[] = ['none', 'service', 'open'];

function readRetired(retired: Reader): Retired {
  return {
    kind: retired.word('kind', KINDS),
    name: retired.text('name'),
    fingerprint: retired.text('fingerprint'),
  };
}

function readDefinition(definition: Reader): Definition {
  const risk = definition.of('risk');
  return {
    ...readRetired(definition),
    content: definition.text('content'),
    grade: definition.word('grade', GRADES),
    findings: definition.list('findings', (finding) => ({
      rule: finding.text('rule'),
      grade: finding.word('grade', FOUND),
      at: finding.text('at'),
      message: finding.text('message'),
    })),
    risk: risk.value === null ? null : readRisk(risk),
    definition: definition.of('definition').value,
  };
}

function readRisk(risk: Reader): Risk {
  return {
    level: risk.word('level', LEVELS),
    effects: risk.list('effects', (effect) => effect.among(EFFECTS)),
    primary: risk.word('primary', EFFECTS),
    egress: risk.word('egress', EGRESSES),
    credential: risk.flag('credential'),
    reasons: risk.list('reasons', (reason) => reason.asText()),
  };
}

/** One value of the file, which knows where it stands. */
class Reader {
  readonly value: JsonValue;
  readonly #at: string;

  constructor(value: JsonValue, at: string) {
    this.value = value;
    this.#at = at;
  }

  of(key: string): Reader {
    const found = isObject(this.value) ? member(this.value, key) : undefined;
    if (found === undefined) throw new SyntaxError(`it has no \`${this.#at}/${key}\``);
    return new Reader(found, `${this.#at}/${key}`);
  }

  text(key: string): string {
    return this.of(key).asText();
  }

  flag(key: string): boolean {
    const { value } = this.of(key);
    return typeof value === 'boolean' ? value : this.#fail(key, 'true or false');
  }

  time(key: string): number {
    const { value } = this.of(key);
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : this.#fail(key, 'a time');
  }

  word<const W extends string>(key: string, words: readonly W[]): W {
    return this.of(key).among(words);
  }

  list<T>(key: string, read: (item: Reader) => T): readonly T[] {
    const { value } = this.of(key);
    if (!Array.isArray(value)) return this.#fail(key, 'a list');
    return value.map((item, index) => read(new Reader(item, `${this.#at}/${key}/${index}`)));
  }

  asText(): string {
    return typeof this.value === 'string' ? this.value : this.#fail(null, 'a text');
  }

  among<const W extends string>(words: readonly W[]): W {
    return words.find((word) => word === this.value) ?? this.#fail(null, `one of ${words.join(', ')}`);
  }

  #fail(key: string | null, takes: string): never {
    throw new SyntaxError(`\`${this.#at}${key === null ? '' : `/${key}`}\` is not ${takes}`);
  }
}
