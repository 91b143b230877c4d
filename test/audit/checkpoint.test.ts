import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkpointText, parseCheckpoint, signCheckpoint } from '../../src/audit/checkpoint.ts';
import { signNote, verifyNote } from '../../src/audit/note.ts';
import { ORIGIN, signerOf } from './sampleLog.ts';

const SIGNER = signerOf(ORIGIN, 10);
const ROOT_HASH = new Uint8Array(32).fill(7);
const TEXT = checkpointText({ origin: ORIGIN, size: 20, root: ROOT_HASH });

describe('signCheckpoint', () => {
  it('writes the three lines of a tlog-checkpoint under the origin’s own key', () => {
    const note = signCheckpoint({ size: 20, root: ROOT_HASH }, SIGNER);
    expect(note.startsWith(`${ORIGIN}\n20\n${Buffer.from(ROOT_HASH).toString('base64')}\n\n— ${ORIGIN} `)).toBe(true);
    const parsed = parseCheckpoint(note);
    expect(parsed === null ? null : verifyNote(parsed.note, [SIGNER])).toBe(SIGNER);
  });

  it('writes what parseCheckpoint reads', () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(fc.maxSafeNat(), hash, (size, root) => {
        const parsed = parseCheckpoint(signCheckpoint({ size, root }, SIGNER))?.checkpoint;
        expect(parsed).toMatchObject({ origin: ORIGIN, size });
        expect(Buffer.from(parsed?.root ?? [])).toEqual(Buffer.from(root));
      }),
      { numRuns: 50 },
    );
  });
});

describe('parseCheckpoint', () => {
  it('lets extension lines be, as a witness may see them', () => {
    expect(parseCheckpoint(signNote(`${TEXT}extension\n`, SIGNER))?.checkpoint.size).toBe(20);
  });

  it.each([
    ['no note', TEXT],
    ['no root', signNote(`${ORIGIN}\n20\n`, SIGNER)],
    ['a short root', signNote(`${ORIGIN}\n20\nAAAA\n`, SIGNER)],
    ['no origin', signNote(`\n${TEXT.split('\n').slice(1).join('\n')}`, SIGNER)],
    ['a size with a zero before it', signNote(TEXT.replace('20', '020'), SIGNER)],
    ['a negative size', signNote(TEXT.replace('20', '-1'), SIGNER)],
    ['a size in another spelling', signNote(TEXT.replace('20', '2e1'), SIGNER)],
    ['a size that JavaScript cannot hold', signNote(TEXT.replace('20', '9007199254740993'), SIGNER)],
    ['no size', signNote(TEXT.replace('20', ''), SIGNER)],
  ])('refuses %s', (_, note) => {
    expect(parseCheckpoint(note)).toBeNull();
  });
});
