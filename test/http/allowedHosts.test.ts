import { describe, expect, it } from 'vitest';
import { hostCheck, loopbackHosts } from '../../src/http/allowedHosts.ts';

const check = hostCheck({ allowed: [...loopbackHosts(), 'leash.test:8443', 'tls.test:443', 'any.test'] });

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
    ['any.test:099', 'ok'],
    ['Any.Test', 'ok'],
    ['[0:0:0:0:0:0:0:1]:8765', 'ok'],
    ['[::0001]', 'ok'],
    ['tls.test', 'ok'],
    ['tls.test:443', 'ok'],
    ['tls.test:80', 'bad-host'],
    ['tls.test:8443', 'bad-host'],
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
    ['[::2]', 'bad-host'],
    ['[::1', 'bad-host'],
    ['::1', 'bad-host'],
    ['[::1%25lo]', 'bad-host'],
    ['[localhost]', 'bad-host'],
    ['localhost:', 'bad-host'],
    ['localhost:80:80', 'bad-host'],
    ['localhost:-1', 'bad-host'],
    [' localhost', 'bad-host'],
    ['localhost\n', 'bad-host'],
    ['localhost\0.evil.test', 'bad-host'],
    ['localhost#@evil.test', 'bad-host'],
    ['localhost%2eevil.test', 'bad-host'],
    ['l\u00f3calhost', 'bad-host'],
    ['\u212aocalhost', 'bad-host'],
    ['0177.0.0.1', 'bad-host'],
    ['127.0.0.1.', 'bad-host'],
    ['0.0.0.0', 'bad-host'],
    ['a'.repeat(100_000), 'bad-host'],
    ['', 'bad-host'],
    [null, 'bad-host'],
  ])('of Host %j is %s', (host, want) => expect(check({ host, origin: null })).toBe(want));

  it.each([
    [null, 'ok'],
    ['http://localhost:3000', 'ok'],
    ['https://localhost', 'ok'],
    ['http://[::1]:5173', 'ok'],
    ['https://leash.test:8443', 'ok'],
    ['HTTPS://Leash.Test:8443', 'ok'],
    ['http://127.0.0.1:1', 'ok'],
    ['https://tls.test', 'ok'],
    ['https://any.test:444', 'ok'],
    ['http://tls.test', 'bad-origin'],
    ['https://leash.test', 'bad-origin'],
    ['https://leash.test:9999', 'bad-origin'],
    ['http://localhost.', 'bad-origin'],
    ['http://localhost:', 'bad-origin'],
    ['http:localhost', 'bad-origin'],
    ['http:///localhost', 'bad-origin'],
    ['http://localhost?', 'bad-origin'],
    ['http://localhost\\@evil.test', 'bad-origin'],
    ['http://localhost, http://localhost', 'bad-origin'],
    ['chrome-extension://localhost', 'bad-origin'],
    ['localhost', 'bad-origin'],
    ['null', 'bad-origin'],
    ['', 'bad-origin'],
    ['http://evil.test', 'bad-origin'],
    ['http://localhost.evil.test', 'bad-origin'],
    ['http://localhost@evil.test', 'bad-origin'],
    ['http://localhost/path', 'bad-origin'],
    ['file://localhost', 'bad-origin'],
    ['http://localhost http://evil.test', 'bad-origin'],
  ])('of Origin %j is %s', (origin, want) => expect(check({ host: 'localhost', origin })).toBe(want));

  it('lets no page of this machine in where this machine is not named', () => {
    const remote = hostCheck({ allowed: ['leash.test'] });
    expect(remote({ host: 'leash.test', origin: 'http://localhost:3000' })).toBe('bad-origin');
    expect(remote({ host: 'localhost', origin: null })).toBe('bad-host');
    expect(remote({ host: 'leash.test', origin: 'http://leash.test:3000' })).toBe('ok');
  });

  it('says what is wrong with the host first', () => {
    expect(check({ host: 'evil.test', origin: 'http://evil.test' })).toBe('bad-host');
  });

  it('allows nobody where nobody is named, nor by a name that is none', () => {
    expect(hostCheck({ allowed: ['a b', '*'] })({ host: '*', origin: null })).toBe('bad-host');
  });
});
