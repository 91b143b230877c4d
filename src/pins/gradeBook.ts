import type { Grade } from '../../scanner/report.ts';
import type { KeptFinding } from './pin.ts';

/** What the scanner said of an element that is not pinned: a prompt, a resource, a template. */
export interface Graded {
  readonly grade: Grade;
  readonly findings: readonly KeptFinding[];
}

/** Far more than a server lists; a server that lists something else each time empties it, no more. */
const MOST = 50_000;

/** What the scanner said of elements that are listed again and again, by fingerprint: none is scanned twice. */
export class GradeBook {
  readonly #grades = new Map<string, Graded>();

  get(fingerprint: string): Graded | undefined {
    return this.#grades.get(fingerprint);
  }

  add(fingerprint: string, graded: Graded): void {
    if (this.#grades.size >= MOST) this.#grades.clear();
    this.#grades.set(fingerprint, graded);
  }
}
