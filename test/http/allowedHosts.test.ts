import { describe, expect, it } from 'vitest';
import { hostCheck, loopbackHosts } from '../../src/http/allowedHosts.ts';

const check = hostCheck({ allowed: [...loopbackHosts(), 'leash.test:8443', 'any.test'] });

describe('hostCheck', () => {
  it.each([
    ['localhost', 'ok'],
    ['localhost:8765', 'ok'],
    ['LOCALHOST:1', 'ok'],
    ['127.0.0.1:8765', 'ok'],
    ['[::1]:8765', 'ok'],
    ['leash.test:8443', 'ok'],
    ['any.test', 'ok'],
    ['any.test:99', 'ok'],
    ['leash.test', 'bad-host'],
    ['leash.test:1', 'bad-host'],
    ['evil.test', 'bad-host'],
    ['localhost.evil.test', 'bad-host'],
    ['localhost.', 'bad-host'],
    ['127.1', 'bad-host'],
    ['2130706433', 'bad-host'],
    ['0x7f000001', 'bad-host'],
    ['localhost:99999', 'bad-host'],
    ['user@localhost', 'bad-host'],
    ['localhost, evil.test', 'bad-host'],
    ['localhost/..', 'bad-host'],
    ['[::ffff:127.0.0.1]', 'bad-host'],
    ['', 'bad-host'],
    [null, 'bad-host'],
  ])('of Host %j is %s', (host, want) => expect(check({ host, origin: null })).toBe(want));

  it.each([
    [null, 'ok'],
    ['http://localhost:3000', 'ok'],
    ['https://localhost', 'ok'],
    ['http://[::1]:5173', 'ok'],
    ['https://leash.test:8443', 'ok'],
    ['null', 'bad-origin'],
    ['', 'bad-origin'],
    ['http://evil.test', 'bad-origin'],
    ['http://localhost.evil.test', 'bad-origin'],
    ['http://localhost@evil.test', 'bad-origin'],
    ['http://localhost/path', 'bad-origin'],
    ['file://localhost', 'bad-origin'],
    ['http://localhost http://evil.test', 'bad-origin'],
  ])('of Origin %j is %s', (origin, want) => expect(check({ host: 'localhost', origin })).toBe(want));

  it('allows nobody where nobody is named, nor by a name that is none', () => {
    expect(hostCheck({ allowed: ['a b', '*'] })({ host: '*', origin: null })).toBe('bad-host');
  });
});
