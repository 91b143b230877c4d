import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { firstLines, typedSecret } from '../../src/cli/passphrase.ts';

/** A terminal on which a test types, and what was written to it. */
function terminal() {
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    modes: [] as boolean[],
    setRawMode(isRaw: boolean) {
      this.modes.push(isRaw);
    },
  });
  const output = new PassThrough({ encoding: 'utf8' });
  const stop = new AbortController();
  const typed = (...keys: readonly string[]): Promise<string> => {
    const secret = typedSecret('passphrase', { input, output }, stop.signal);
    for (const each of keys) input.write(each);
    return secret;
  };
  return { input, output, stop, typed };
}

describe('what is typed', () => {
  it.each([
    [['correct horse\r'], 'correct horse'],
    [['a', 'b', 'c', '\n'], 'abc'],
    [['abx\u007fc\b\r'], 'ab'],
    [['wrong\u0015right\r'], 'right'],
    [['caf\u00e9 \u{1f434}x\u007f\u007f!\r'], 'caf\u00e9 !'],
    [['first\rsecond\r'], 'first'],
    [['a\u0007b\r'], 'ab'],
    [['\r'], ''],
  ])('is read to the end of its line: %j', async (keys, text) => {
    const { input, output, typed } = terminal();
    expect(await typed(...keys)).toBe(text);
    expect(output.read()).toBe('passphrase: \n');
    expect(input.modes).toEqual([true, false]);
  });

  it.each(['\u0003', 'half\u0004'])('is given up by %j, and the terminal is as it was', async (key) => {
    const { input, typed } = terminal();
    await expect(typed(key)).rejects.toMatchObject({ code: 'ERR_USAGE' });
    expect(input.modes).toEqual([true, false]);
  });

  it('is given up where the command is', async () => {
    const { input, stop, typed } = terminal();
    const secret = typed('half');
    stop.abort();
    await expect(secret).rejects.toMatchObject({ code: 'ERR_USAGE' });
    expect(input.modes).toEqual([true, false]);
  });

  it('is not asked for where there is no terminal', async () => {
    const { signal } = new AbortController();
    const person = { input: Readable.from(['secret\n']), output: new PassThrough() };
    await expect(typedSecret('passphrase', person, signal)).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });
});

describe('firstLines', () => {
  it.each([
    ['one\ntwo\nthree\n', 2, ['one', 'two']],
    ['one\r\n', 1, ['one']],
    ['one', 2, ['one', '']],
    ['', 1, ['']],
    [' spaces \n', 1, [' spaces ']],
  ])('of %j are %i', async (text, count, lines) => {
    expect(await firstLines(Readable.from([text]), count)).toEqual(lines);
  });
});
