import type { Weight } from './rule.ts';

/**
 * Adds a hit unless there are enough of its weight: a text that repeats itself a thousand times says no more than
 * once. Each weight has room of its own, so that a flood of faint hits never keeps a strong one out.
 */
export function collect<Hit extends { readonly weight: Weight }>(hits: Hit[], hit: Hit): void {
  if (hits.filter(({ weight }) => weight === hit.weight).length < ENOUGH) hits.push(hit);
}

const ENOUGH = 8;
