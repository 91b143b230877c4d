import fc from 'fast-check';

const codePoint = fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0, max: 0x10ffff }));

/** Any text at all, lone surrogates included. fast-check's own `binary` takes a second to set up. */
export const anyText = (maxLength = 40): fc.Arbitrary<string> =>
  fc.string({ unit: codePoint.map((code) => String.fromCodePoint(code)), maxLength });
