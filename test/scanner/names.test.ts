import { describe, expect, it } from 'vitest';
import { baseName, isOneEditApart, skeleton } from '../../scanner/names.ts';

describe('skeleton', () => {
  it.each([
    ['read_file', 'readFile'],
    ['read_file', 'rеad_file'],
    ['list', '1ist'],
    ['list', 'Iist'],
    ['get-0rder', 'get_order'],
  ])('is the same for %s and %s', (a, b) => {
    expect(skeleton(a)).toBe(skeleton(b));
  });

  it('differs where a reader would see it', () => {
    expect(skeleton('read_file')).not.toBe(skeleton('lead_file'));
  });
});

describe('isOneEditApart', () => {
  it.each([
    ['send_email', 'send_emall'],
    ['send_email', 'send_emai'],
    ['send_email', 'send_e_mail'],
    ['send_email', 'sned_email'],
  ])('%s and %s', (a, b) => {
    expect([isOneEditApart(a, b), isOneEditApart(b, a)]).toEqual([true, true]);
  });

  it.each([
    ['send_email', 'send_email'],
    ['send_email', 'read_email'],
    ['send_email', 'send_mails'],
    ['abcd', 'acbd_'],
  ])('not %s and %s', (a, b) => {
    expect([isOneEditApart(a, b), isOneEditApart(b, a)]).toEqual([false, false]);
  });
});

describe('baseName', () => {
  it.each([
    ['read_file_v2', 'read_file'],
    ['read_file2', 'read_file'],
    ['read_file_new', 'read_file'],
    ['secure_read_file', 'read_file'],
    ['renew', 'renew'],
    ['read_file', 'read_file'],
  ])('of %s is %s', (name, base) => {
    expect(baseName(name)).toBe(base);
  });
});
