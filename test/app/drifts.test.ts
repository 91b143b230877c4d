import { describe, expect, it } from 'vitest';
import { waitingLines, whole } from '../../src/app/drifts.ts';
import { instructions, seen, take, tool } from '../pins/support.ts';
import type { PinFile } from '../../src/pins/pin.ts';

const own = ({ identities: [server] }: PinFile) => {
  if (server === undefined) throw new Error('there is a server');
  return server;
};
const linesOf = (file: PinFile): string =>
  own(file)
    .waiting.flatMap((waiting) => waitingLines(own(file), waiting))
    .join('\n');

const known = take(null, [seen(tool('read', 'Reads a file.'))]).file;

describe('waitingLines', () => {
  it('shows a change beside what was accepted', () => {
    expect(linesOf(take(known, [seen(tool('read', 'Reads any file.'))]).file)).toBe(
      '    /description: Reads [-a-]{+any+} file.',
    );
  });

  it('shows all of what is new', () => {
    const lines = linesOf(take(known, [seen(tool('late', 'Sends mail.'), 'block')]).file);
    expect(lines).toContain('/description: + "Sends mail."');
    expect(lines).toContain('/inputSchema: +');
  });

  it('says of a renamed tool what it was, and shows all of it', () => {
    const lines = linesOf(take(known, [seen({ ...tool('read', 'Reads a file.'), name: 'list' })]).file);
    expect(lines).toContain('read: renamed to list');
    expect(lines).toContain('"Reads a file."');
  });

  it('shows what nobody sees, and sends nothing that a terminal obeys', () => {
    const lines = linesOf(take(known, [seen(tool('late', 'a\u001b[2J\u200b\u202eb'), 'block')]).file);
    expect(lines).toContain(String.raw`\u{200b}`);
    expect(lines).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e]/);
  });
});

describe('whole', () => {
  it('shows each member of a definition', () => {
    const [pin] = own(take(null, [seen(tool('read', 'Reads.', { annotations: { readOnlyHint: true } }))]).file).pins;
    if (pin === undefined) throw new Error('there is a pin');
    expect(whole(pin).map((line) => line.trim().split(':')[0])).toEqual([
      '/description',
      '/inputSchema',
      '/annotations',
    ]);
  });

  it('shows instructions as a text', () => {
    const [pin] = own(take(null, [instructions('Be brief.')]).file).pins;
    if (pin === undefined) throw new Error('there is a pin');
    expect(whole(pin).join('')).toContain('{+Be brief.+}');
  });
});
