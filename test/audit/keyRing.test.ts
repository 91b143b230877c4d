import { describe, expect, it } from 'vitest';
import { signCertificate } from '../../src/audit/epoch.ts';
import { isEvent, keyRing } from '../../src/audit/keyRing.ts';
import { parseEntry } from '../../src/audit/parseEntry.ts';
import type { EventEntry } from '../../src/audit/sealedEntry.ts';
import { encodeVkey } from '../../src/audit/vkey.ts';
import { EPOCH_KEYS, ORIGIN, ROOT, SampleLog, signerOf } from './sampleLog.ts';

const LOG = new SampleLog().rotate().rotate();
const [START, FIRST, SECOND] = [eventAt(0), eventAt(2), eventAt(4)];

function eventAt(seq: number): EventEntry {
  const entry = parseEntry(LOG.rows[seq]?.bytes ?? '');
  if (entry?.record_phase !== 'concurrent') throw new Error('not an event');
  return entry;
}

function withDetail(entry: EventEntry, detail: EventEntry['action_detail']['detail']): EventEntry {
  return { ...entry, action_detail: { ...entry.action_detail, detail: { ...entry.action_detail.detail, ...detail } } };
}

function kinds(problems: readonly { readonly kind: string }[]): string[] {
  return problems.map(({ kind }) => kind);
}

describe('keyRing', () => {
  it('follows the certificates from the root key to the key in force', () => {
    const ring = keyRing(ROOT);
    expect([kinds(ring.start(START)), kinds(ring.rotate(FIRST)), kinds(ring.rotate(SECOND))]).toEqual([[], [], []]);
    expect(ring.all.map(({ epoch, name }) => [epoch, name])).toEqual([
      [0, ORIGIN],
      [1, ORIGIN],
      [2, ORIGIN],
    ]);
    expect(Buffer.from(ring.current?.publicKey ?? [])).toEqual(Buffer.from(EPOCH_KEYS[2]?.publicKey ?? []));
  });

  it('takes the log’s own root key where the caller has none', () => {
    const ring = keyRing(null);
    expect(kinds(ring.start(START))).toEqual([]);
    expect(ring.root === null ? null : encodeVkey(ring.root)).toBe(encodeVkey(ROOT));
  });

  it('says when the log was begun under another root key, by key or by name', () => {
    expect(kinds(keyRing(signerOf(ROOT.name, 2)).start(START))).toEqual(['wrong-root-key']);
    expect(kinds(keyRing(signerOf('leash-root/other', 1)).start(START))).toEqual(['wrong-root-key']);
    expect(kinds(keyRing(ROOT).start(withDetail(START, { root_key: null })))).toEqual([
      'wrong-root-key',
      'bad-certificate',
    ]);
  });

  it('knows no key when the first entry names none', () => {
    for (const entry of [null, FIRST]) {
      const ring = keyRing(ROOT);
      expect(kinds(ring.start(entry))).toEqual(['unknown-key']);
      expect([ring.current, ring.all, ring.root]).toEqual([null, [], ROOT]);
      expect(kinds(ring.rotate(FIRST))).toEqual([]);
      expect(ring.current).toBeNull();
    }
  });

  it('refuses a first certificate by another key, of another epoch, or for another log', () => {
    const [, later] = EPOCH_KEYS;
    if (later === undefined) throw new Error('no second key');
    const certificates = [
      signCertificate({ ...later, epoch: 0 }, later),
      signCertificate({ ...later, epoch: 1 }, ROOT),
      signCertificate({ ...signerOf('leash/home/01', 10), epoch: 0 }, ROOT),
    ];
    for (const certificate of [...certificates, null, '']) {
      const ring = keyRing(ROOT);
      expect(kinds(ring.start(withDetail(START, { certificate })))).toEqual(['bad-certificate']);
      expect(ring.current).toBeNull();
    }
  });

  it('refuses a successor by any key but its predecessor, and goes on with that', () => {
    const ring = keyRing(ROOT);
    ring.start(START);
    const [first] = EPOCH_KEYS;
    const successor = { ...signerOf(ORIGIN, 30), epoch: 1 };
    if (first === undefined) throw new Error('no first key');
    const certificates = [
      signCertificate(successor, ROOT),
      signCertificate(successor, successor),
      signCertificate({ ...successor, epoch: 2 }, first),
      signCertificate({ ...successor, epoch: 0 }, first),
      signCertificate({ ...signerOf('leash/home/01', 30), epoch: 1 }, first),
    ];
    for (const certificate of certificates) {
      expect(kinds(ring.rotate(withDetail(FIRST, { certificate })))).toEqual(['bad-certificate']);
      expect(ring.current?.epoch).toBe(0);
    }
    expect(kinds(ring.rotate(FIRST))).toEqual([]);
  });
});

describe('isEvent', () => {
  it('knows an event by its name', () => {
    expect([isEvent(START, 'log_start'), isEvent(START, 'key_rotated'), isEvent(FIRST, 'key_rotated')]).toEqual([
      true,
      false,
      true,
    ]);
    expect([isEvent(null, 'log_start'), isEvent(parseEntry(LOG.rows[1]?.bytes ?? ''), 'key_rotated')]).toEqual([
      false,
      false,
    ]);
  });
});
