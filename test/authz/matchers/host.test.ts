import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../src/jsonrpc/message.ts';
import { compile, judge, parse } from './support.ts';

type Row = readonly [JsonValue, JsonValue | undefined, 'match' | 'miss' | 'error'];

describe('host', () => {
  it.each<Row>([
    ['example.com', 'https://example.com/a', 'match'],
    ['example.com', 'https://EXAMPLE.com./a', 'match'],
    ['example.com', 'https://example.com:443/', 'match'],
    ['example.com', 'https://www.example.com/', 'miss'],
    ['example.com', 'https://example.com.evil.com/', 'miss'],
    ['example.com', 'https://evil.com/example.com', 'miss'],
    ['example.com', 'https://evil.com?example.com', 'miss'],
    ['example.com', 'https://evil.com#@example.com', 'miss'],
    ['*.example.com', 'https://www.example.com/', 'match'],
    ['*.example.com', 'https://a.b.example.com/', 'match'],
    ['*.example.com', 'https://example.com/', 'miss'],
    ['*.example.com', 'https://evilexample.com/', 'miss'],
    ['*.example.com', 'https://www.example.com.evil.com/', 'miss'],
    [['a.com', '*.b.com'], 'https://x.b.com/', 'match'],
    [['a.com', '*.b.com'], 'https://x.a.com/', 'miss'],
    ['Example.COM.', 'https://example.com/', 'match'],
    ['b\u00fccher.example', 'https://xn--bcher-kva.example/', 'match'],
    ['xn--bcher-kva.example', 'https://b\u00fccher.example/', 'match'],
  ])('%j on %j: %s', (listed, value, result) => {
    expect(judge({ host: listed }, value)).toBe(result);
  });

  it.each<[string, JsonValue | undefined]>([
    ['a bare host', 'example.com'],
    ['userinfo', 'https://x@example.com/'],
    ['a host that is userinfo', 'https://example.com@evil.com/'],
    ['backslashes', 'https:\\\\example.com'],
    ['a tab', 'https://example.com\t'],
    ['a leading space', ' https://example.com'],
    ['an encoded letter', 'https://ex%61mple.com'],
    ['another scheme of the web', 'http://example.com/'],
    ['another port', 'https://example.com:8443/'],
    ['a file', 'file://example.com/etc/passwd'],
    ['nothing', ''],
    ['a list', ['https://example.com/']],
    ['a number', 5],
    ['null', null],
    ['a missing argument', undefined],
  ])('cannot judge %s, so that neither a rule nor its negation allows it', (_, value) => {
    expect(judge({ host: 'example.com' }, value)).toBe('error');
    expect(judge({ not: { host: 'example.com' } }, value)).toBe('error');
  });

  it('covers the ports that are listed, and only these', () => {
    expect(judge({ host: 'example.com:8443' }, 'https://example.com:8443/')).toBe('match');
    expect(judge({ host: 'example.com:8443' }, 'https://example.com/')).toBe('error');
    expect(judge({ host: 'example.com:443' }, 'https://example.com/')).toBe('match');
    expect(judge({ host: ['example.com', 'example.com:8443'] }, 'https://example.com:8443/')).toBe('match');
    expect(judge({ host: '*.example.com:8443' }, 'https://a.example.com:8443/')).toBe('match');
    expect(judge({ host: '[::1]:8443' }, 'https://[::1]:8443/')).toBe('match');
    expect(judge({ host: '[::1]' }, 'https://[::1]:8443/')).toBe('error');
  });

  it('covers the schemes that are listed, and only these', () => {
    const schemes = ['http', 'wss'];
    expect(judge({ host: 'example.com', schemes }, 'http://example.com/')).toBe('match');
    expect(judge({ schemes, host: 'example.com' }, 'wss://example.com/')).toBe('match');
    expect(judge({ host: 'example.com', schemes }, 'https://example.com/')).toBe('error');
    expect(judge({ host: 'example.com', schemes: 'http' }, 'http://example.com:80/')).toBe('match');
    expect(judge({ host: 'example.com', schemes: 'http' }, 'http://example.com:443/')).toBe('error');
    expect(judge({ host: 'example.com:80', schemes: ['http', 'https'] }, 'http://example.com/')).toBe('match');
  });

  it.each(['https://8.8.8.8/', 'https://example.com/', 'https://[2606:4700::1111]/'])('lets `*` match %s', (value) => {
    expect(judge({ host: '*' }, value)).toBe('match');
  });

  it.each([
    'https://localhost/',
    'https://a.localhost/',
    'https://localhost./',
    'https://intranet/',
    'https://printer.local/',
    'https://10.0.0.1/',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'https://0/',
    'https://[::1]/',
    'https://[::]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:8.8.8.8]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
  ])('does not let `*` match %s', (value) => {
    expect(judge({ host: '*' }, value)).toBe('miss');
  });

  it('does not let `*` match a public address that parsers read differently', () => {
    expect(judge({ host: '*' }, 'https://010.8.8.8/')).toBe('error');
    expect(judge({ host: '*' }, 'https://134744072/')).toBe('error');
  });

  it.each<Row>([
    ['localhost', 'https://localhost/', 'match'],
    ['localhost', 'https://a.localhost/', 'miss'],
    ['127.0.0.1', 'https://127.0.0.1/', 'match'],
    ['127.0.0.1', 'https://2130706433/', 'match'],
    ['127.0.0.1', 'https://0177.0.0.1/', 'match'],
    ['0x7f.1', 'https://127.0.0.1/', 'match'],
    ['127.0.0.1', 'https://127.0.0.2/', 'miss'],
    ['127.0.0.1', 'https://localhost/', 'miss'],
    ['[::1]', 'https://[0:0:0::1]/', 'match'],
    ['intranet', 'https://intranet/', 'match'],
    ['*.internal', 'https://a.internal/', 'match'],
  ])('reaches a private host only where it is listed: %j on %j: %s', (listed, value, result) => {
    expect(judge({ host: listed }, value)).toBe(result);
  });

  it.each<[JsonValue]>([
    ['https://example.com'],
    ['example.com/path'],
    ['example.com?x'],
    ['user@example.com'],
    ['*example.com'],
    ['www.*.com'],
    ['*.*.com'],
    ['**'],
    ['*.'],
    ['*.10.0.0.1'],
    ['::1'],
    [''],
    ['a b'],
    ['example.com:99999'],
    [5],
    [[]],
    [{ name: 'a' }],
  ])('refuses the host %j', (operand) => {
    expect(parse({ host: operand })).toHaveLength(1);
  });

  it('refuses schemes whose hosts have no one spelling', () => {
    expect(parse({ host: 'example.com', schemes: ['htps', 'file'] })).toEqual([
      expect.stringContaining('did you mean `https`?'),
      expect.stringContaining('expected one of https, http'),
    ]);
    expect(parse({ host: 'example.com', schemes: [] })).toHaveLength(1);
    expect(parse({ schemes: ['https'] })).toEqual([expect.stringContaining('`host` beside it')]);
  });

  it('says what it wants', () => {
    expect(compile({ host: ['example.com', '*.a.com'] }).wants).toBe('a URL (https) to `example.com` or `*.a.com`');
  });
});
