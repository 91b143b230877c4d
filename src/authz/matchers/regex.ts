import type { SourceNode } from '../source.ts';

/** Compiles an RE2 pattern to a test of a whole text; the error says what is wrong with the pattern. */
export type RegexCompiler = (pattern: string) => { test(text: string): boolean } | { readonly error: string };

/** Whether a document has a `matches` key anywhere, so that the engine must be loaded before it is parsed. */
export function usesRegex(node: SourceNode): boolean {
  const open = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === 'seq') for (const item of next.items) open.push(item);
    if (next.kind !== 'map') continue;
    for (const { key, value } of next.entries) {
      if (key === 'matches') return true;
      open.push(value);
    }
  }
  return false;
}

/** Loads RE2, a quarter of a megabyte of code that only policies with `matches` pay for. */
export async function loadRegexCompiler(): Promise<RegexCompiler> {
  const { RE2JS } = await import('re2js');
  return (pattern) => {
    if (pattern.length > MAX_PATTERN) return { error: `the expression is longer than ${MAX_PATTERN} characters` };
    try {
      const compiled = RE2JS.compile(pattern);
      return { test: (text) => compiled.testExact(text) };
    } catch (cause) {
      return { error: cause instanceof Error ? cause.message : 'the expression cannot be read' };
    }
  };
}

const MAX_PATTERN = 1000;
