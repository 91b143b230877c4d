import { Recent } from './recent.ts';
import type { Sequence, Step } from './sequences.ts';
import type { Sighting } from './sighting.ts';

/**
 * Follows one sequence through the calls of one scope. Of each step it keeps the latest that completes what came before: the
 * shortest way to the end. What stands between steps never pushes them out, so that padding hides nothing.
 */
export class SequenceMatcher {
  readonly sequence: Sequence;
  /** The latest completion of the sequence up to each step. */
  readonly #chains: (readonly Sighting[] | undefined)[] = [];
  /** Of each step that wants several: the latest, each with what came before it. */
  readonly #hits: Hit[][];
  /** The latest completion up to the last step but one, by what the last must have in common with it. */
  readonly #linked = new Recent<readonly Sighting[]>(MOST_LINKS);

  constructor(sequence: Sequence) {
    this.sequence = sequence;
    this.#hits = sequence.steps.map(() => []);
  }

  /** The sightings of all steps where this one is the last; else null. */
  see(sighting: Sighting): readonly Sighting[] | null {
    const { steps } = this.sequence;
    let whole: readonly Sighting[] | null = null;
    // From the last step: one call is never two steps.
    for (let at = steps.length - 1; at >= 0; at -= 1) {
      const step = steps[at];
      if (step === undefined || !isStep(step, sighting)) continue;
      const before = this.#before(at, sighting);
      const chain = before === null ? null : this.#complete(at, step, { before, sighting });
      if (chain === null) continue;
      if (at === steps.length - 1) whole = chain;
      else this.#chains[at] = chain;
      if (at === steps.length - 2) for (const key of linksOf(this.sequence, sighting)) this.#linked.set(key, chain);
    }
    return whole;
  }

  /** What came before a step, in time; null where nothing did. */
  #before(at: number, sighting: Sighting): readonly Sighting[] | null {
    if (at === 0) return [];
    const isLinked = at === this.sequence.steps.length - 1 && this.sequence.same !== undefined;
    const chains = isLinked
      ? linksOf(this.sequence, sighting).map((key) => this.#linked.peek(key))
      : [this.#chains[at - 1]];
    const fitting = chains.filter((chain) => chain !== undefined && this.#fits(chain, sighting));
    return fitting.reduce<readonly Sighting[] | null>(
      (latest, chain) =>
        chain !== undefined && (latest === null || startOf(chain) > startOf(latest)) ? chain : latest,
      null,
    );
  }

  #fits(chain: readonly Sighting[], { ts, name }: Sighting): boolean {
    const isOther = this.sequence.otherTool !== true || chain.at(-1)?.name !== name;
    return isOther && ts - startOf(chain) <= this.sequence.withinMs;
  }

  /** Adds a hit to its step; the chain up to it where there are enough. */
  #complete(at: number, { times = 1 }: Step, hit: Hit): readonly Sighting[] | null {
    const hits = this.#hits[at] ?? [];
    hits.push(hit);
    if (hits.length > times) hits.shift();
    const [first] = hits;
    if (first === undefined || hits.length < times) return null;
    const chain = [...first.before, ...hits.map(({ sighting }) => sighting)];
    return hit.sighting.ts - startOf(chain) <= this.sequence.withinMs ? chain : null;
  }
}

interface Hit {
  readonly before: readonly Sighting[];
  readonly sighting: Sighting;
}

/** Of one session: whoever reads more files than this in a window is found by their number. */
const MOST_LINKS = 100;

function isStep({ any, all = [], went = 'through' }: Step, { tags, went: isThrough }: Sighting): boolean {
  return isThrough === (went === 'through') && any.some((tag) => tags.has(tag)) && all.every((tag) => tags.has(tag));
}

function startOf(chain: readonly Sighting[]): number {
  return chain[0]?.ts ?? 0;
}

function linksOf({ same }: Sequence, { paths, files, tool }: Sighting): readonly string[] {
  if (same === undefined) return [];
  return same === 'path' ? paths : same === 'file' ? files : tool === null ? [] : [tool];
}
