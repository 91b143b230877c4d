import { describe, expect, it } from 'vitest';

import { findUrlSecrets } from '../../src/inspect/urlSecrets.ts';

const found = (text: string): string[] => findUrlSecrets(text).map(({ start, end }) => text.slice(start, end));

describe('findUrlSecrets', () => {
  it.each([
    ['postgres://app:%@db.internal:5432/x?y=1', 's3cr3t-pw'],
    ['redis://:%@cache:6379', 'p4ssw0rdXYZ'],
    ['mongodb+srv://u:%@cluster0.abc.mongodb.net', 'Pa55%21w'],
    ['amqp://svc:%@mq/', 'kw:with:colons'],
    ['https://me:%@10.0.0.1/', 'Zx9#hash'],
    ['postgresql://a:%@[::1]:5432/x', 'b#c?d'],
  ])('finds the password in %s', (form, password) => {
    const text = form.replace('%', password);
    expect(found(text)).toEqual([password]);
    expect(found(`DATABASE_URL="${text}" and ${text}.`)).toEqual([password, password]);
  });

  it.each([
    'https://host:8080/path@2x.png',
    'https://host/a:b@c',
    ...['password', 'postgres', '${DB_PASSWORD}', '$DB_PASSWORD', '<password>', '****'].map(
      (password) => `postgres://postgres:${password}@localhost/db`,
    ),
    'https://abc:xyz@example.com/',
    'ssh://git@github.com:22/a/b.git',
    'https://a:b c@d',
    '://',
    '://:@',
  ])('finds none in %s', (text) => expect(found(text)).toEqual([]));
});
