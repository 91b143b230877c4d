import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { contentOf, fingerprintTool, withoutVolatile } from '../../scanner/fingerprint.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const print = (tool: unknown) => fingerprintTool(tool, sha256);

const TOOL = {
  name: 'read_page',
  title: 'Read a page',
  description: 'Reads a page.',
  inputSchema: { type: 'object', properties: { id: { type: 'string' } } },
  outputSchema: { type: 'object' },
  annotations: { readOnlyHint: true },
  icons: [{ src: 'https://example.com/a.png' }],
  _meta: { 'example.com/widget': 'w' },
};

describe('fingerprintTool', () => {
  it('is the same for the same tool, whatever the order of its members', () => {
    expect(print(Object.fromEntries(Object.entries(TOOL).reverse()))).toEqual(print(TOOL));
  });

  it.each([
    ['title', 'Read the page'],
    ['description', 'Reads a page.\u200b'],
    ['inputSchema', { type: 'object', properties: { id: {} } }],
    ['outputSchema', undefined],
    ['annotations', { readOnlyHint: false }],
    ['icons', []],
    ['_meta', { 'example.com/widget': 'v' }],
    ['whatever', 'a client may show this'],
    ['__proto__', 'and this'],
  ])('changes with `%s`', (key, value) => {
    const changed = Object.fromEntries([...Object.entries(TOOL).filter(([name]) => name !== key), [key, value]]);
    expect(print(changed).full).not.toBe(print(TOOL).full);
    expect(print(changed).content).not.toBe(print(TOOL).content);
  });

  it('keeps the content where only the name changes, and only there', () => {
    const renamed = print({ ...TOOL, name: 'read_the_page' });
    expect(renamed.content).toBe(print(TOOL).content);
    expect(renamed.full).not.toBe(print(TOOL).full);
  });

  it('keeps the two hashes apart', () => {
    const nameless = Object.fromEntries(Object.entries(TOOL).filter(([key]) => key !== 'name'));
    expect(print(nameless).full).not.toBe(print(TOOL).content);
  });

  it('does not see the trace context of a request', () => {
    const traced = { ...TOOL, _meta: { ...TOOL._meta, traceparent: '00-1', tracestate: 'a=b', baggage: 'c=d' } };
    expect(print(traced)).toEqual(print(TOOL));
    expect(print({ name: 'a', _meta: { traceparent: '00-1' } })).toEqual(print({ name: 'a' }));
    expect(print({ name: 'a', traceparent: '00-1' })).not.toEqual(print({ name: 'a' }));
  });

  it.each([null, 5, 'text', [], {}])('has one for %j too', (tool) => {
    expect(print(tool).full).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuses a tool that cannot be written', () => {
    const deep: unknown = JSON.parse('['.repeat(2_000) + ']'.repeat(2_000));
    expect(() => print({ name: 'a', description: deep })).toThrow(RangeError);
  });
});

describe('contentOf', () => {
  it('leaves out the name and nothing else', () => {
    expect(contentOf({ name: 'a', title: 'b' })).toBe('{"title":"b"}');
    expect(contentOf({ title: 'c' })).not.toBe(contentOf({ name: 'a', title: 'b' }));
  });
});

describe('withoutVolatile', () => {
  it('leaves a tool without `_meta` as it is', () => {
    const tool = { name: 'a' };
    expect(withoutVolatile(tool)).toBe(tool);
  });
});
