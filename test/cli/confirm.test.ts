import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirm } from '../../src/cli/confirm.ts';

function person(isTTY: boolean) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  return { input, output, said: () => String(output.read() ?? '') };
}

async function answering(text: string, ends = false): Promise<boolean | null> {
  const { input, output } = person(true);
  const answer = confirm('sure?', { input, output });
  if (text !== '') input.write(text);
  if (ends) input.end();
  return answer;
}

describe('confirm', () => {
  it.each(['y\n', 'Y\n', 'yes\n', ' YES \n'])('takes %j for yes', async (text) => {
    expect(await answering(text)).toBe(true);
  });

  it.each(['n\n', '\n', 'yess\n', 'no yes\n', 'y n\n', '\u001b[A\n'])('takes %j for no', async (text) => {
    expect(await answering(text)).toBe(false);
  });

  it('takes the end of the input for no', async () => {
    expect(await answering('', true)).toBe(false);
  });

  it('asks nobody who is not there', async () => {
    const { input, output, said } = person(false);
    input.write('y\n');
    expect(await confirm('sure?', { input, output })).toBeNull();
    expect(said()).toBe('');
  });

  it('says what it asks, and that no answer is no', async () => {
    const { input, output, said } = person(true);
    const answer = confirm('sure?', { input, output });
    input.write('y\n');
    await answer;
    expect(said()).toBe('sure? [y/N] ');
  });
});
