/** Compiles an RE2 pattern; the error says what is wrong with it. */
export type RegexCompiler = (pattern: string) => Regex | { readonly error: string };

/** A compiled pattern; both take time in proportion to the text. */
interface Regex {
  /** Whether it is the whole text. */
  test(text: string): boolean;
  /** Whether it is anywhere in the text. */
  search(text: string): boolean;
}

/** Loads RE2, a quarter of a megabyte of code that only policies with `matches` pay for. */
export async function loadRegexCompiler(): Promise<RegexCompiler> {
  const { RE2JS } = await import('re2js');
  return (pattern) => {
    if (pattern.length > MAX_PATTERN) return { error: `the expression is longer than ${MAX_PATTERN} characters` };
    try {
      const compiled = RE2JS.compile(pattern);
      return { test: (text) => compiled.testExact(text), search: (text) => compiled.test(text) };
    } catch (cause) {
      return { error: cause instanceof Error ? cause.message : 'the expression cannot be read' };
    }
  };
}

const MAX_PATTERN = 1000;
