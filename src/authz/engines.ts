import { loadRegexCompiler } from './matchers/regex.ts';
import type { Engines } from './shape.ts';
import type { SourceNode } from './source.ts';
import { loadWhenCompiler } from './when/cel.ts';

/** Loads what parsing a document needs; the engines are large, so a policy that has no use for one does not pay for it. */
export async function loadEngines(node: SourceNode): Promise<Engines> {
  const needs = needsOf(node);
  const regex = needs.regex ? await loadRegexCompiler() : null;
  return { regex, when: needs.when ? await loadWhenCompiler(regex) : null };
}

interface Needs {
  regex: boolean;
  when: boolean;
}

/** Going by the keys alone, wherever they stand: what is in the wrong place is reported later. */
function needsOf(node: SourceNode): Needs {
  const needs = { regex: false, when: false };
  const open = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === 'seq') for (const item of next.items) open.push(item);
    if (next.kind !== 'map') continue;
    for (const { key, value } of next.entries) {
      open.push(value);
      if (key === 'matches') needs.regex = true;
      if (key !== 'when') continue;
      needs.when = true;
      if (value.kind === 'scalar' && String(value.value).includes('matches')) needs.regex = true;
    }
  }
  return needs;
}
