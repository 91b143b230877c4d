import { describe, expect, it } from 'vitest';
import { isCredentialKey } from '../../src/audit/credentialKey.ts';

describe('isCredentialKey', () => {
  it.each([
    'password',
    'Password',
    'PASSWD',
    'db_password',
    'userPassword',
    'passphrase',
    'pwd',
    'secret',
    'client_secret',
    'clientSecret',
    'token',
    'access_token',
    'accessToken',
    'refresh-token',
    'GITHUB_TOKEN',
    'api_key',
    'apiKey',
    'X-API-Key',
    'api key',
    'authorization',
    'Proxy-Authorization',
    'auth',
    'bearer',
    'jwt',
    'otp',
    'pin',
    'cookie',
    'Set-Cookie',
    'session_cookies',
    'private_key',
    'privateKey',
    'ssh_key',
    'signing.key',
    'AWS_SECRET_ACCESS_KEY',
    'credential',
    'credentials',
    'connectionString',
  ])('knows %j', (key) => {
    expect(isCredentialKey(key)).toBe(true);
  });

  it.each([
    'path',
    'max_tokens',
    'tokens',
    'author',
    'authors',
    'key',
    'keyword',
    'pinned',
    'compass',
    'cookie_policy',
    'passenger',
    '0',
    '',
  ])('lets %j be', (key) => {
    expect(isCredentialKey(key)).toBe(false);
  });

  it('takes no longer for a key of a megabyte', () => {
    expect(isCredentialKey('x_'.repeat(500_000))).toBe(false);
  });
});
