import { describe, expect, it } from 'vitest';
import { parseCheckpoint, signCheckpoint } from '../../src/audit/checkpoint.ts';
import { createFindings } from '../../src/audit/finding.ts';
import { heldCheckpoints } from '../../src/audit/heldCheckpoints.ts';
import { ORIGIN, SampleLog, signerOf } from './sampleLog.ts';

const LOG = new SampleLog().work(2);
const ROOTS = new Map(
  LOG.notes.map((note) => {
    const { size, root } = parseCheckpoint(note)?.checkpoint ?? { size: -1, root: new Uint8Array() };
    return [size, root];
  }),
);
const SIGNER = signerOf(ORIGIN, 10);
const READ = { size: LOG.size, origin: ORIGIN, keys: [SIGNER], roots: ROOTS };

function judge(
  held: readonly string[],
  head: string | null,
  read: Partial<typeof READ> = {},
): { kinds: string[]; confirmed: number | null } {
  const findings = createFindings('00');
  const confirmed = heldCheckpoints(held, head).judge({ ...READ, ...read }, findings);
  return { kinds: findings.sorted().map(({ kind }) => kind), confirmed };
}

describe('heldCheckpoints', () => {
  it('asks for the roots at the sizes it holds', () => {
    expect([...heldCheckpoints(LOG.notes, null).wanted]).toEqual([1, 3, 4]);
    expect([...heldCheckpoints([], LOG.lastNote).wanted]).toEqual([4]);
    expect([...heldCheckpoints(['garbage'], 'garbage').wanted]).toEqual([]);
  });

  it('says how far they confirm the log', () => {
    expect(judge(LOG.notes, null)).toEqual({ kinds: [], confirmed: 4 });
    expect(judge(LOG.notes.slice(0, 2), null)).toEqual({ kinds: [], confirmed: 3 });
    expect(judge([], null)).toEqual({ kinds: [], confirmed: null });
    expect(judge([], LOG.lastNote)).toEqual({ kinds: [], confirmed: 4 });
  });

  it.each<[string, string, Partial<typeof READ>, string, string]>([
    ['that knows more entries', LOG.lastNote, { size: 3 }, 'truncated', 'rolled-back'],
    ['that knows more entries, by a key unknown', LOG.lastNote, { size: 0, keys: [] }, 'truncated', 'rolled-back'],
    ['of another history', signCheckpoint({ size: 3, root: new Uint8Array(32) }, SIGNER), {}, 'forked', 'forked'],
    ['that cannot be compared', LOG.lastNote, { roots: new Map() }, 'forked', 'forked'],
    [
      'of another log',
      signCheckpoint({ size: 3, root: new Uint8Array(32) }, signerOf('other', 10)),
      {},
      'wrong-origin',
      'wrong-origin',
    ],
    [
      'by another key',
      signCheckpoint({ size: 4, root: ROOTS.get(4) ?? new Uint8Array() }, signerOf(ORIGIN, 9)),
      {},
      'unknown-key',
      'unknown-key',
    ],
    ['that was edited', LOG.lastNote.replace('\n4\n', '\n3\n'), {}, 'unknown-key', 'unknown-key'],
    ['that is none', 'garbage', {}, 'unreadable', 'unreadable'],
  ])('reports one %s', (_, note, read, asHeld, asHead) => {
    expect(judge([note], null, read)).toEqual({ kinds: [asHeld], confirmed: null });
    expect(judge([], note, read)).toEqual({ kinds: [asHead], confirmed: null });
  });

  it('says of an empty checkpoint nothing but that it holds', () => {
    expect(judge([signCheckpoint({ size: 0, root: new Uint8Array(32) }, SIGNER)], null)).toEqual({
      kinds: [],
      confirmed: 0,
    });
  });
});
