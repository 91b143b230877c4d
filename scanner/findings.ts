import { digest } from './digest.ts';
import type { Via } from './passage.ts';
import type { Finding } from './report.ts';
import type { Rule } from './rules/rule.ts';
import { gradeSignals, type Signal } from './score.ts';
import { shown } from './shown.ts';

/** A signal with all that a finding says of it. */
export interface FoundSignal extends Signal {
  readonly rule: Pick<Rule, 'id' | 'owasp'>;
  readonly span: readonly [start: number, end: number];
  readonly message: string;
  readonly via: Via;
  /** The words that were matched, as they were read. */
  readonly words: string;
}

/** Where the texts stand: pointers are below `at`, and the name stands for a place that may change. */
export interface Owner {
  readonly at: string;
  readonly name: string;
}

/** Grades signals together and words them, in the order of the texts, each place and rule once. */
export function findingsOf(signals: readonly FoundSignal[], owner: Owner = { at: '', name: '' }): Finding[] {
  const grades = gradeSignals(signals);
  const seen = new Map<string, number>();
  const findings = signals.map((signal, index): Finding => {
    const key = [
      owner.name,
      signal.at,
      signal.rule.id,
      signal.message,
      signal.words.replaceAll(/\s+/g, ' ').trim().toLowerCase(),
    ].join('\n');
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return {
      rule: signal.rule.id,
      grade: grades[index] ?? 'block',
      at: owner.at + signal.at,
      span: signal.span,
      message: wordsOf(signal),
      owasp: signal.rule.owasp,
      fingerprint: digest(count === 0 ? key : `${key}\n${count}`),
    };
  });
  return findings.filter(
    (finding, index) => !findings.slice(Math.max(0, index - 40), index).some((earlier) => isSame(earlier, finding)),
  );
}

function wordsOf({ message, via, words }: FoundSignal): string {
  const where = via === 'plain' ? '' : ` (unpacked from ${via})`;
  return words === '' ? `${message}${where}` : `${message}${where}: \`${shown(words.replaceAll('`', "'"), LONGEST)}\``;
}

const LONGEST = 100;

/** Two lines of one rule that see the same words say one thing. */
function isSame(a: Finding, b: Finding): boolean {
  return a.rule === b.rule && a.at === b.at && a.grade === b.grade && a.span[0] < b.span[1] && b.span[0] < a.span[1];
}
