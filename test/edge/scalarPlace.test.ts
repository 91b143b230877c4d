import { describe, expect, it } from 'vitest';
import { readYaml } from '../../src/edge/yamlSource.ts';
import { scalarPlace } from '../../src/edge/scalarPlace.ts';

/** Line and column of each `X` of the value of `k`. */
function spots(text: string): string[] {
  const { node } = readYaml('p.yaml', Buffer.from(text));
  if (node?.kind !== 'map') throw new Error('no map');
  const value = node.entries[0]?.value;
  if (value?.kind !== 'scalar' || typeof value.value !== 'string') throw new Error('no text');
  const found: string[] = [];
  for (const [index, character] of value.value.split('').entries()) {
    const spot = value.textAt?.(index) ?? value.at;
    if (character === 'X') found.push(`${spot.line}:${spot.column}`);
  }
  return found;
}

describe('scalarPlace', () => {
  it.each([
    ['plain text', 'k: a X\n', ['1:6']],
    ['single quotes', "k: 'a X'\n", ['1:7']],
    ['double quotes', 'k: "X X"\n', ['1:5', '1:7']],
    ['a block', 'k: |\n  X\n    a X\n\n  X\n', ['2:3', '3:7', '5:3']],
    ['a block without its last line break', 'k: |-\n  a\n  X\n', ['3:3']],
    ['a block of another indentation', 'k: |2\n    X\n', ['2:5']],
    ['a text that is flow on another line', 'k:\n  aX\n', ['2:4']],
  ])('finds each character in %s', (_, text, want) => {
    expect(spots(text)).toEqual(want);
  });

  it.each([
    ['escapes', 'k: "a\\tX"\n', ['1:4']],
    ['doubled quotes', "k: 'it''s X'\n", ['1:4']],
    ['folded lines', 'k: >\n  a\n  X\n', ['1:4']],
    ['plain text over two lines', 'k: a\n  X\n', ['1:4']],
  ])('points to the beginning where %s are in the way', (_, text, want) => {
    expect(spots(text)).toEqual(want);
  });

  it('never points past the spelling of a block', () => {
    expect(scalarPlace('|\n  a', 'a\nb', 2)).toBeNull();
  });
});
