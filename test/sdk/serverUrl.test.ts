import { describe, expect, it } from 'vitest';
import { authorizeUrl } from '../../src/sdk/serverUrl.ts';

describe('authorizeUrl', () => {
  it.each([
    ['http://127.0.0.1:8000', 'http://127.0.0.1:8000/v1/authorize'],
    ['http://localhost:8000/', 'http://localhost:8000/v1/authorize'],
    ['http://[::1]:8000', 'http://[::1]:8000/v1/authorize'],
    ['https://leash.example.com/base//', 'https://leash.example.com/base/v1/authorize'],
  ])('%s', (given, url) => {
    expect(authorizeUrl(given, false)).toBe(url);
  });

  it.each([
    'http://leash.example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://user:password@127.0.0.1',
    'https://leash.example.com/?token=x',
    'https://leash.example.com/#x',
    'ftp://127.0.0.1',
    'leash',
    '',
  ])('refuses %s', (given) => {
    expect(() => authorizeUrl(given, false)).toThrow(TypeError);
  });

  it('takes plain HTTP to another machine where somebody says so', () => {
    expect(authorizeUrl('http://leash:8000', true)).toBe('http://leash:8000/v1/authorize');
  });
});
