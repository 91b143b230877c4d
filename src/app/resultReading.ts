import type { PolicySet } from '../authz/compile.ts';
import type { ResultReader } from '../inspect/reader.ts';

/** Loads what looks through results, for sessions whose policies want that: nobody else pays for it. */
export class ResultReading {
  readonly #load: () => Promise<{ readonly RESULT_READER: ResultReader }>;
  readonly #alert: (message: string) => void;
  #reader: ResultReader | null = null;

  constructor(
    alert: (message: string) => void,
    load: () => Promise<{ readonly RESULT_READER: ResultReader }> = () => import('../inspect/reader.ts'),
  ) {
    this.#alert = alert;
    this.#load = load;
  }

  /** What is loaded; null before that, and then what should be looked through is withheld. */
  get reader(): ResultReader | null {
    return this.#reader;
  }

  /** Resolves when these policies can be enforced. Never rejects: without a reader they withhold. */
  async prepare(set: PolicySet): Promise<void> {
    if (this.#reader !== null || !wantsReader(set)) return;
    try {
      this.#reader = (await this.#load()).RESULT_READER;
    } catch (error) {
      this.#alert(`results cannot be looked through, and are withheld where a rule wants that: ${String(error)}`);
    }
  }
}

function wantsReader({ policies }: PolicySet): boolean {
  return policies.some(({ rules }) =>
    rules.some(({ result }) => result !== null && (result.secrets !== 'allow' || result.injection !== 'allow')),
  );
}
