import { describe, expect, it } from 'vitest';
import { emptyHome, run } from '../home.ts';

describe('leash hook', () => {
  it.each([[['hook', 'emacs']], [['hook']]])('ends with 2, which clients take for a denial, for %j', async (words) => {
    expect((await run(emptyHome(), words)).exitCode).toBe(2);
  });
});
