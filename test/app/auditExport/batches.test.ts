import { expect, it } from 'vitest';
import { batches } from '../../../src/app/auditExport/batches.ts';

async function* texts(count: number, error?: Error): AsyncGenerator<string, void> {
  for (let n = 0; n < count; n += 1) yield await Promise.resolve(`${n};`.padEnd(100, '.'));
  if (error !== undefined) throw error;
}

async function joined(source: AsyncIterable<string>): Promise<{ text: string; parts: number; error: unknown }> {
  let text = '';
  let parts = 0;
  try {
    for await (const part of batches(source)) [text, parts] = [text + part, parts + 1];
    return { text, parts, error: null };
  } catch (error) {
    return { text, parts, error };
  }
}

it('joins short texts, and loses none', async () => {
  const { text, parts } = await joined(texts(2_000));
  expect([text.length, parts]).toEqual([200_000, 4]);
  expect((await joined(texts(0))).parts).toBe(0);
});

it('gives what came before an error, and then the error', async () => {
  const error = new Error('lost');
  expect(await joined(texts(3, error))).toEqual({ text: expect.stringMatching(/^0;.*2;/) as string, parts: 1, error });
});
