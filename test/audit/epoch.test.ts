import { describe, expect, it } from 'vitest';
import { parseCheckpoint, signCheckpoint } from '../../src/audit/checkpoint.ts';
import { rootKeyName, signCertificate, verifyCertificate } from '../../src/audit/epoch.ts';
import { signNote } from '../../src/audit/note.ts';
import { ORIGIN, ROOT, signerOf } from './sampleLog.ts';

const KEY = { ...signerOf(ORIGIN, 10), epoch: 3 };
const CERTIFICATE = signCertificate(KEY, ROOT);

describe('verifyCertificate', () => {
  it('gives the key that the issuer certified', () => {
    const key = verifyCertificate(CERTIFICATE, ROOT);
    expect(key).toMatchObject({ name: ORIGIN, epoch: 3 });
    expect(Buffer.from(key?.publicKey ?? [])).toEqual(Buffer.from(KEY.publicKey));
  });

  it('has the four lines that its format names', () => {
    const key64 = Buffer.from(KEY.publicKey).toString('base64');
    expect(CERTIFICATE.startsWith(`leash-epoch/v1\n${ORIGIN}\n3\n${key64}\n\n— leash-root/home `)).toBe(true);
    expect(rootKeyName('home')).toBe(ROOT.name);
  });

  it('refuses any other issuer', () => {
    expect(verifyCertificate(CERTIFICATE, signerOf(ROOT.name, 2))).toBeNull();
    expect(verifyCertificate(CERTIFICATE, signerOf('leash-root/other', 1))).toBeNull();
    expect(verifyCertificate(signCertificate(KEY, KEY), ROOT)).toBeNull();
  });

  it.each([
    ['another key', CERTIFICATE.replace(/\n3\n./, '\n3\nA')],
    ['another epoch', CERTIFICATE.replace('\n3\n', '\n4\n')],
    ['another log', CERTIFICATE.replace('/00\n', '/01\n')],
    ['nothing', ''],
  ])('refuses a certificate changed to name %s', (_, text) => {
    expect(verifyCertificate(text, ROOT)).toBeNull();
  });

  it.each([
    ['a line too many', `leash-epoch/v1\n${ORIGIN}\n3\n${'A'.repeat(43)}=\nmore\n`],
    ['a line too few', `leash-epoch/v1\n${ORIGIN}\n3\n`],
    ['a short key', `leash-epoch/v1\n${ORIGIN}\n3\nAAAA\n`],
    ['an epoch in another spelling', `leash-epoch/v1\n${ORIGIN}\n03\n${'A'.repeat(43)}=\n`],
    ['a negative epoch', `leash-epoch/v1\n${ORIGIN}\n-3\n${'A'.repeat(43)}=\n`],
    ['another version', `leash-epoch/v2\n${ORIGIN}\n3\n${'A'.repeat(43)}=\n`],
  ])('refuses %s, even when signed', (_, text) => {
    expect(verifyCertificate(signNote(text, ROOT), ROOT)).toBeNull();
  });

  it('is never taken for a checkpoint, nor a checkpoint for it', () => {
    expect(parseCheckpoint(CERTIFICATE)?.checkpoint.origin).not.toBe(ORIGIN);
    expect(verifyCertificate(signCheckpoint({ size: 3, root: KEY.publicKey }, KEY), KEY)).toBeNull();
  });
});
