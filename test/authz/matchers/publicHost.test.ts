import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { isIpAddress, isPublicHost } from '../../../src/authz/matchers/publicHost.ts';

describe('isPublicHost', () => {
  it.each([
    'example.com',
    'a.b.example.co.uk',
    'xn--bcher-kva.example',
    '8.8.8.8',
    '172.15.255.255',
    '172.32.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '192.167.255.255',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '1.2.3.4.example.com',
    '[2606:4700::1111]',
    '[2001:4860:4860::8888]',
    '[2a00::]',
    '[3fff:1000::1]',
    'notlocalhost.com',
  ])('accepts %s', (host) => {
    expect(isPublicHost(host)).toBe(true);
  });

  it.each([
    'localhost',
    'a.localhost',
    'intranet',
    'com',
    'printer.local',
    'metadata.google.internal',
    'router.home.arpa',
    'nas.lan',
    'x.onion',
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.168.1.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '[::]',
    '[::1]',
    '[::ffff:808:808]',
    '[::808:808]',
    '[64:ff9b::808:808]',
    '[64:ff9b:1::1]',
    '[100::1]',
    '[2001::1]',
    '[2001:1ff::1]',
    '[2001:db8::1]',
    '[2002:808:808::]',
    '[3fff::1]',
    '[3fff:fff::1]',
    '[fc00::1]',
    '[fd12:3456::1]',
    '[fe80::1]',
    '[fec0::1]',
    '[ff02::1]',
    '[5f00::1]',
  ])('refuses %s', (host) => {
    expect(isPublicHost(host)).toBe(false);
  });

  it('refuses every IPv6 address outside of 2000::/3, as URL spells it', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const { hostname } = new URL(`https://[${address}]/`);
        const first = Number.parseInt(hostname.slice(1).split(':')[0] || '0', 16);
        if (first < 0x2000 || first > 0x3fff) expect(isPublicHost(hostname)).toBe(false);
      }),
    );
  });
});

describe('isIpAddress', () => {
  it.each([
    ['1.2.3.4', true],
    ['[::1]', true],
    ['example.com', false],
    ['1.2.3.4.example.com', false],
    ['1.2.3', false],
  ])('of %s: %s', (host, expected) => {
    expect(isIpAddress(host)).toBe(expected);
  });
});
