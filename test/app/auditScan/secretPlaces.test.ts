import { expect, it } from 'vitest';
import { SECRET_PLACE } from '../../../src/app/auditScan/secretPlaces.ts';

it.each([
  '/w/.env',
  '.env.production',
  '~/.ssh/id_ed25519',
  '/h/.ssh/config',
  'C:\\Users\\a\\.aws\\credentials',
  '/h/.kube/config',
  '/h/.docker/config.json',
  '/etc/shadow',
  '/proc/self/environ',
  '/w/secrets.yaml',
  '/w/service-account-prod.json',
  '/w/tls/server.pem',
  'file:///w/.npmrc',
  '@/w/.env',
])('knows that secrets lie in %s', (path) => expect(SECRET_PLACE.test(path)).toBe(true));

it.each([
  '/w/.env.example',
  '/w/.env.sample',
  '/w/.environment',
  '/w/src/env.ts',
  '/w/config.json',
  '/w/docs/credentials-guide.md',
  '/w/shadow.css',
  '/w/id_rsa.pub',
  '/w/secretary.json',
  '/w/.npmrc.md',
])('takes %s for a file like others', (path) => expect(SECRET_PLACE.test(path)).toBe(false));

it('takes time in proportion to the text', () => {
  const began = performance.now();
  for (const part of ['.ssh/', 'a', './', 'service_account', '/proc/', '.pem.pem']) {
    expect(SECRET_PLACE.test(`${part.repeat(100_000 / part.length)}\u0000`)).toBeTypeOf('boolean');
  }
  expect(performance.now() - began).toBeLessThan(3_000);
});
