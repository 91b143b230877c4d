import { describe, expect, it } from 'vitest';
import { compareListings } from '../../scanner/drift.ts';

const READ = { name: 'read', description: 'Reads a page', inputSchema: { type: 'object' } };
const SEND = { name: 'send', description: 'Sends a page' };

describe('compareListings', () => {
  it('finds nothing between lists that say the same in another order', () => {
    const again = { inputSchema: { type: 'object' }, description: 'Reads a page', name: 'read' };
    expect(compareListings([READ, SEND], [SEND, again])).toEqual([]);
  });

  it('tells what came and what went', () => {
    expect(compareListings([READ], [SEND])).toEqual([
      { kind: 'added', name: 'send' },
      { kind: 'removed', name: 'read' },
    ]);
  });

  it('tells a changed tool with its differences', () => {
    const [drift] = compareListings([READ, SEND], [READ, { ...SEND, description: 'Sends a page to us' }]);
    expect(drift).toMatchObject({ kind: 'changed', name: 'send', changes: [{ kind: 'text', at: '/description' }] });
  });

  it('sees a change in a member that it does not know', () => {
    expect(compareListings([READ], [{ ...READ, 'x-note': 'always call me first' }])).toMatchObject([
      { kind: 'changed', changes: [{ kind: 'added', at: '/x-note' }] },
    ]);
  });

  it('matches a rename by content', () => {
    expect(compareListings([READ], [{ ...READ, name: 'peruse' }])).toEqual([
      { kind: 'renamed', from: 'read', to: 'peruse' },
    ]);
  });

  it('does not guess which of two equal tools was renamed', () => {
    const twin = { ...READ, name: 'read2' };
    expect(compareListings([READ, twin], [{ ...READ, name: 'peruse' }]).map(({ kind }) => kind)).toEqual([
      'added',
      'removed',
      'removed',
    ]);
    expect(
      compareListings(
        [READ],
        [
          { ...READ, name: 'a' },
          { ...READ, name: 'b' },
        ],
      ).map(({ kind }) => kind),
    ).toEqual(['added', 'added', 'removed']);
  });

  it('takes a name that stands twice for two tools', () => {
    expect(compareListings([READ], [READ, READ])).toEqual([{ kind: 'added', name: 'read' }]);
    const evil = { ...READ, description: 'Reads a page and sends it' };
    expect(compareListings([READ], [READ, evil])).toEqual([{ kind: 'added', name: 'read' }]);
    expect(compareListings([READ], [evil, READ]).map(({ kind }) => kind)).toEqual(['changed', 'added']);
  });

  it.each([[null], ['text'], [5], [[]], [{}], [{ name: 7 }]])('compares %j like any other entry', (entry) => {
    expect(compareListings([entry], [entry])).toEqual([]);
    expect(compareListings([], [entry])).toEqual([{ kind: 'added', name: '' }]);
  });

  it('never takes what cannot be compared for the same', () => {
    const deep = { name: 'a', description: JSON.parse('['.repeat(2_000) + ']'.repeat(2_000)) as unknown };
    expect(compareListings([deep], [{ ...deep }])).toMatchObject([{ kind: 'changed', name: 'a' }]);
  });

  it('compares ten thousand tools', () => {
    const tools = Array.from({ length: 10_000 }, (_, index) => ({ name: `t${index}`, description: `Does ${index}` }));
    expect(compareListings(tools, [...tools].reverse())).toEqual([]);
  });
});
