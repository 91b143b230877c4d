import { describe, expect, it } from 'vitest';

import { isJwt } from '../../src/inspect/jwt.ts';
import { JWT, made } from './samples.ts';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const HEADER = part({ alg: 'HS256' });
const CLAIMS = part({ sub: '1234567890', name: 'John Doe', iat: 1_516_239_022 });

describe('isJwt', () => {
  it.each([
    ['signed', JWT],
    ['encrypted', [part({ alg: 'dir', enc: 'A128GCM' }), '', made(16), made(40), made(22)].join('.')],
  ])('is one that is %s', (_, text) => expect(isJwt(text)).toBe(true));

  it.each([
    ['not signed', `${HEADER}.${CLAIMS}.`],
    ['signed with too little', `${HEADER}.${CLAIMS}.${made(10)}`],
    ['the example of the documentation', `${HEADER}.${CLAIMS}.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c`],
    ['without an algorithm', `${part({ typ: 'JWT' })}.${CLAIMS}.${made(43)}`],
    ['with a header that is a list', `${part([1])}.${CLAIMS}.${made(43)}`],
    ['with a header that is null', `${part(null)}.${CLAIMS}.${made(43)}`],
    ['with a header that is no JSON', `${Buffer.from('{alg}').toString('base64url')}.${CLAIMS}.${made(43)}`],
    ['no text at all', ''],
  ])('is none that is %s', (_, text) => expect(isJwt(text)).toBe(false));
});
