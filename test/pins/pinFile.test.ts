import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/jsonrpc/message.ts';
import { parsePinFile, pinFileText } from '../../src/pins/pinFile.ts';
import { ELSEWHERE, instructions, seen, take, tool } from './support.ts';

const first = take(null, [seen(tool('read')), seen(tool('odd'), 'warn'), instructions('Use read.')]).file;
const drifted = take(
  take(first, [seen(tool('read', 'Reads all.')), seen(tool('bad'), 'block')]).file,
  [seen(tool('read'))],
  {
    identity: ELSEWHERE,
  },
).file;

describe('a file of pins', () => {
  it('is read as it was written', () => {
    expect(parsePinFile(pinFileText(drifted))).toEqual(drifted);
  });

  it('holds whatever JSON a server can send', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), (description, extra) => {
        const file = take(null, [
          seen(tool('t', description, { extra: JSON.parse(JSON.stringify(extra)) as JsonObject })),
        ]).file;
        expect(parsePinFile(pinFileText(file))).toEqual(file);
      }),
    );
  });

  it('keeps a key that would otherwise name the prototype', () => {
    const definition = JSON.parse('{"name":"t","__proto__":{"description":"hidden"}}') as JsonObject;
    const { file } = take(null, [seen(definition)]);
    const [server] = parsePinFile(pinFileText(file)).identities;
    expect(JSON.stringify(server?.pins[0]?.definition)).toContain('"__proto__":{"description":"hidden"}');
  });

  it('hides nothing from whoever reads it, and no terminal obeys it', () => {
    const text = pinFileText(take(null, [seen(tool('t', 'a\u001b[2J\u200b\u202e\u{e0041}\u00a0\u009b\u2028b'))]).file);
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    expect(text).toContain(String.raw`\u200b\u202e\udb40\udc41\u00a0\u009b\u2028`);
  });
});

describe('parsePinFile', () => {
  const valid = JSON.parse(pinFileText(drifted)) as JsonObject;
  /** The text with one thing changed. */
  const damaged = (change: (file: Record<string, never>) => unknown): string => {
    const copy = structuredClone(valid) as Record<string, never>;
    change(copy);
    return JSON.stringify(copy);
  };

  it.each<[string, string, RegExp]>([
    ['nothing', '', /not JSON/],
    ['half of it', pinFileText(drifted).slice(0, 500), /not JSON/],
    ['a list', '[]', /has no `\/version`/],
    ['another version', damaged((file) => Object.assign(file, { version: 2 })), /`version` is not 1/],
    ['no servers', damaged((file) => Reflect.deleteProperty(file, 'identities')), /has no `\/identities`/],
    ['a server that is a text', damaged((file) => Object.assign(file, { identities: ['x'] })), /`\/identities\/0\/id`/],
  ])('refuses %s, and says where', (_, text, message) => {
    expect(() => parsePinFile(text)).toThrow(SyntaxError);
    expect(() => parsePinFile(text)).toThrow(message);
  });

  it('refuses the file whatever one member is missing or of another kind', () => {
    const paths = membersOf(valid, '').filter(
      (path) => !/\/definition\/|\/(findings|reasons|effects|retired)\/|^\/server$/.test(path),
    );
    for (const path of paths) {
      // Nobody reads what a definition holds, and the server's name is compared by whoever reads the file.
      if (path.endsWith('/definition')) continue;
      expect(() => parsePinFile(JSON.stringify(withChange(valid, path, undefined))), `${path} gone`).toThrow(
        SyntaxError,
      );
      expect(() => parsePinFile(JSON.stringify(withChange(valid, path, 1.5))), `${path} a number`).toThrow(SyntaxError);
    }
    expect(paths.length).toBeGreaterThan(30);
  });
});

/** The pointers of all members below a value. */
function membersOf(value: unknown, at: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    Array.isArray(value) ? membersOf(child, `${at}/${key}`) : [`${at}/${key}`, ...membersOf(child, `${at}/${key}`)],
  );
}

function withChange(value: unknown, path: string, change: unknown): unknown {
  const copy: unknown = structuredClone(value);
  const keys = path.slice(1).split('/');
  const last = keys.pop() ?? '';
  const holder = keys.reduce<unknown>((each, key) => (each as Record<string, unknown>)[key], copy);
  (holder as Record<string, unknown>)[last] = change;
  return copy;
}
