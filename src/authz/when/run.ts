import type { JsonValue } from '../../jsonrpc/message.ts';
import type { MatchEnvironment } from '../matchers/matcher.ts';
import { MAX_STEPS, STEP_CHARACTERS } from './limits.ts';

/** Why an evaluation ended early, as text that holds nothing of the call. */
export class WhenError extends Error {}

/**
 * One evaluation of a condition: what its functions may use, and the steps that are left. A class because the engine
 * tells values apart by their constructors.
 */
export class Run {
  readonly environment: MatchEnvironment;
  /** The expression's regular expressions, by their texts. */
  readonly patterns: ReadonlyMap<string, (text: string) => boolean>;
  readonly #inputs: readonly (JsonValue | undefined)[];
  #left = MAX_STEPS;
  #stepCost: number | null = null;

  constructor(
    environment: MatchEnvironment,
    patterns: ReadonlyMap<string, (text: string) => boolean>,
    inputs: readonly (JsonValue | undefined)[],
  ) {
    this.environment = environment;
    this.patterns = patterns;
    this.#inputs = inputs;
  }

  /** True once an evaluation has taken more steps than it may: its result counts no more, whatever it is. */
  get isOver(): boolean {
    return this.#left < 0;
  }

  /** Pays for a loop over so many items before it begins. */
  spendLoop(items: number): void {
    this.#stepCost ??= 1 + Math.floor(sizeOf(this.#inputs) / STEP_CHARACTERS);
    this.spend(items * this.#stepCost);
  }

  /** Pays for a function that does more than its arguments show. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.isOver) throw new WhenError('it would take too many steps for arguments as long as these');
  }
}

/** Characters of text and keys, and one for each value; stops where there are more than any loop could pay for. */
function sizeOf(inputs: readonly (JsonValue | undefined)[]): number {
  const open = [...inputs];
  let size = 0;
  while (open.length > 0 && size < MAX_SIZE) {
    const value = open.pop();
    size += 1;
    if (typeof value === 'string') size += value.length;
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) {
      for (const item of value) open.push(item);
      continue;
    }
    for (const key of Object.keys(value)) {
      size += key.length;
      open.push(value[key]);
    }
  }
  return size;
}

const MAX_SIZE = MAX_STEPS * STEP_CHARACTERS;
