import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { proveEntry } from '../../src/app/auditProof.ts';
import { parseCheckpoint } from '../../src/audit/checkpoint.ts';
import { filledHome } from '../cli/home.ts';

const home = await filledHome();

function sha256(prefix: number, ...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256').update(Buffer.from([prefix]));
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** RFC 9162 §2.1.3.2. */
function rootOf(leaf: Buffer, index: number, size: number, path: readonly string[]): Buffer {
  let [at, last, root] = [index, size - 1, leaf];
  for (const hex of path) {
    const hash = Buffer.from(hex, 'hex');
    if (at % 2 === 1 || at === last) {
      root = sha256(1, hash, root);
      while (at % 2 === 0 && at !== 0) [at, last] = [at >> 1, last >> 1];
    } else root = sha256(1, root, hash);
    [at, last] = [at >> 1, last >> 1];
  }
  return root;
}

it('proves each entry to the root that the checkpoint is signed over', async () => {
  for (let seq = 0; seq < 9; seq += 1) {
    const proof = await proveEntry(home, `00:${seq}`);
    if (proof === null) throw new Error('the entry is there');
    const { bytes, index, size, path, checkpoint } = proof;
    const root = rootOf(sha256(0, Buffer.from(bytes)), index, size, path);
    expect(Buffer.from(parseCheckpoint(checkpoint)?.checkpoint.root ?? []).toString('hex')).toBe(root.toString('hex'));
    const changed = rootOf(sha256(0, Buffer.from(bytes.replace('0', '1'))), index, size, path);
    expect(changed.equals(root)).toBe(false);
  }
});

it('proves nothing that is not there', async () => {
  for (const id of ['00:9', '42:0', 'nonsense']) expect(await proveEntry(home, id)).toBeNull();
});
