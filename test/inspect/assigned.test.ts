import { describe, expect, it } from 'vitest';

import { findAssigned, kindOfAssigned } from '../../src/inspect/assigned.ts';
import { BASE64, HEX, PASSWORD, made } from './samples.ts';

const found = (text: string): string[] =>
  findAssigned(text).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);
const KEY = made(32, HEX);

describe('findAssigned', () => {
  it.each([
    'DB_PASSWORD=%',
    'password: %',
    'Password=%;Server=x',
    '"password": "%"',
    '{\\"password\\":\\"%\\"}',
    "'passwd' => '%'",
    'pwd := `%`',
    "config['password'] = '%'",
    '<password>%</password>',
    'PASSWORD_2=%',
    'the admin-passphrase = %',
  ])('finds the password in %s, and nothing but it', (form) => {
    expect(found(form.replace('%', PASSWORD))).toEqual([`password ${PASSWORD}`]);
  });

  it.each([
    'api_key=%',
    'apiKey: "%"',
    'X-API-Key: %',
    'JWT_SECRET=%',
    '"client_secret" : "%"',
    'aws_secret_access_key = %',
    'Authorization: Bearer %',
    '"Authorization": "token %"',
    '//registry/:_authToken=%',
    '_auth=%',
    '<string name="api_key">%</string>',
  ])('finds the credential in %s', (form) => {
    for (const value of [KEY, made(40, BASE64)])
      expect(found(form.replace('%', value))).toEqual([`credential ${value}`]);
  });

  it('finds each of several in one text', () => {
    expect(found(`token=${KEY}\nname=x\npassword=${PASSWORD} secret=${KEY}`)).toHaveLength(3);
  });

  it.each([
    'password: string;',
    'password: required',
    'password: z.string().min(8)',
    'password: basic[1]',
    'passwd: self.auth_cache[key] = x1',
    'password: process.env.DB_PASSWORD_1',
    'password = config.auth.password2',
    'password = getPassword1(user)',
    'password=${DB_PASSWORD}',
    'password=$DB_PASSWORD_1',
    'password: {{ vault_password_1 }}',
    'password: "<your password 1>"',
    'password: ********',
    'password: changeme1',
    '"password": "password123"',
    'Enter the password: it has 8 characters',
    'token: accessToken',
    'token: eos_token_id_0123',
    'max_tokens: 4096',
    'nextPageToken: CAUQAA1234567890abcd',
    '"continuation_token": "abc0123456789abcdef0123"',
    'csrf_token=0123456789abcdef0123456789abcdef',
    'public_key: 0123456789abcdef0123456789abcdef',
    'secretName: my-registry-credentials-0123',
    'token_type: bearer0123456789abcdef',
    'primary key = 0123456789abcdef0123456789',
    'secret: projects/x1/secrets/y2/versions/3',
    'api_key: /etc/keys/api-key-0123456789.pem',
    'token: https://host/0123456789abcdef',
    'token: kubernetes.io/service-account-token1',
    'secret: my-service-account-key-v2',
    'tokenSha: sha256:0123456789abcdef',
    'secret: 20240101123456789012',
  ])('finds none in %j', (text) => expect(found(text)).toEqual([]));
});

describe('kindOfAssigned', () => {
  it.each([
    ['password', 'Tr0ub4dor&3', 'password'],
    ['userPassword', 'hunter2!', 'password'],
    ['X-Api-Key', KEY, 'credential'],
    ['refresh_token', made(40), 'credential'],
    ['next_page_token', made(40), null],
    ['id', KEY, null],
    ['etag', KEY, null],
    ['password', '', null],
    ['password', 'two words 1', null],
    ['password', made(600), null],
    ['__proto__', KEY, null],
  ])('of %s and %s is %s', (name, value, kind) => expect(kindOfAssigned(name, value)).toBe(kind));
});
