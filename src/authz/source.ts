/** A spot in a policy file, 1-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * A parsed document with positions, whatever syntax it came from (YAML files, objects of the SDK).
 * Duplicate keys, anchors that cycle and keys that are not strings never get this far: the reader reports them.
 */
export type SourceNode =
  | { readonly kind: 'map'; readonly at: Position; readonly entries: readonly SourceEntry[] }
  | { readonly kind: 'seq'; readonly at: Position; readonly items: readonly SourceNode[] }
  | {
      readonly kind: 'scalar';
      readonly at: Position;
      readonly value: string | number | boolean | null;
      /** Where a character of the text stands; absent where a reader cannot tell: then it is `at` for all of them. */
      readonly textAt?: (index: number) => Position;
    };

export interface SourceEntry {
  readonly key: string;
  readonly keyAt: Position;
  readonly value: SourceNode;
}

/** One thing wrong with a file: what, what was expected, and where. */
export interface Problem {
  readonly file: string;
  readonly at: Position;
  readonly message: string;
}

/** Collects problems, so that all of a file are reported at once. */
export type Report = (at: Position, message: string) => void;
