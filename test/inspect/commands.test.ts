import { describe, expect, it } from 'vitest';

import { findInCommands } from '../../src/inspect/commands.ts';
import { BASE64, HEX, PASSWORD, UPPER, made } from './samples.ts';

const found = (text: string): string[] =>
  findInCommands(text).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);
const KEY = made(40, HEX);
const SECRET = made(40, BASE64);
const ID = `AKIA${made(16, UPPER)}`;

describe('findInCommands', () => {
  it.each([
    `mysql --password ${PASSWORD} -h db`,
    `x --admin-password '${PASSWORD}'`,
    `sshpass -p ${PASSWORD} ssh host`,
    `curl -u admin:${PASSWORD} https://host`,
    `curl --user=admin:${PASSWORD}`,
    `machine github.com login me password ${PASSWORD}`,
    `machine github.com\n  login me\n  password ${PASSWORD}\n`,
  ])('finds the password in %j', (text) => expect(found(text)).toEqual([`password ${PASSWORD}`]));

  it.each([`gh --token ${KEY}`, `tool --api-key "${KEY}"`, `-H "authorization: BEARER ${KEY}"`])(
    'finds the credential in %j',
    (text) => expect(found(text)).toEqual([`credential ${KEY}`]),
  );

  it('finds what HTTP sends for a password', () => {
    const value = Buffer.from(`me:${PASSWORD}`).toString('base64');
    expect(found(`Authorization: Basic ${value}`)).toEqual([`password ${value}`]);
  });

  it.each([`${ID},${SECRET}`, `${ID}\n${SECRET}`, `"${ID}","${SECRET}"`, `id ${ID} / secret key: ${SECRET}`])(
    'finds the secret half of an AWS key pair in %j',
    (text) => expect(found(text)).toEqual([`aws-secret-key ${SECRET}`]),
  );

  it.each([
    'use --password to give one',
    'use --password <password>',
    'mysql --password $PASSWORD_1',
    'docker run -u 1000:1000 image',
    'the bearer of this token-based-authentication-letter',
    'basic authentication and basic knowledge',
    `Basic ${Buffer.from('no colon in this one').toString('base64')}`,
    `Basic ${Buffer.from('user:your-password').toString('base64')}`,
    'login to the site with a password that you like',
    `${ID} was rotated`,
    `${ID},${'a'.repeat(40)}`,
    SECRET,
  ])('finds none in %j', (text) => expect(found(text)).toEqual([]));
});
