import { describe, expect, it } from 'vitest';
import { assertSafeListen } from '../../src/app/safeListen.ts';

const refused = expect.objectContaining({ code: 'ERR_USAGE' }) as Error;

describe('assertSafeListen', () => {
  it.each(['127.0.0.1', '127.0.0.9', 'localhost', '::1'])('lets %s listen to anybody: it is this machine', (host) => {
    expect(() => assertSafeListen({ host, auth: false, insecure: false })).not.toThrow();
  });

  it.each(['0.0.0.0', '::', '', '10.0.0.1', '192.168.1.2', 'leash.example', 'localhost.', '127.1', '::ffff:127.0.0.1'])(
    'refuses `%s` without --auth, and says the ways out',
    (host) => {
      expect(() => assertSafeListen({ host, auth: false, insecure: false })).toThrow(refused);
      expect(() => assertSafeListen({ host, auth: false, insecure: false })).toThrow(/--auth.*--insecure-no-auth/);
      expect(() => assertSafeListen({ host, auth: true, insecure: false })).not.toThrow();
      expect(() => assertSafeListen({ host, auth: false, insecure: true })).not.toThrow();
    },
  );

  it.each(['127.0.0.1', '0.0.0.0'])('refuses both flags at once on %s: one of them is a mistake', (host) => {
    expect(() => assertSafeListen({ host, auth: true, insecure: true })).toThrow(refused);
  });
});
