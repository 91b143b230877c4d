import { describe, expect, it } from 'vitest';
import {
  MAX_DEPTH,
  MAX_LOOPS,
  MAX_NODES,
  MAX_STEPS,
  MAX_TEXT,
  STEP_CHARACTERS,
} from '../../../src/authz/when/limits.ts';

describe('the limits', () => {
  it('leave room for what people write, and little for anything else', () => {
    expect({ MAX_TEXT, MAX_NODES, MAX_DEPTH, MAX_LOOPS, MAX_STEPS, STEP_CHARACTERS }).toEqual({
      MAX_TEXT: 2000,
      MAX_NODES: 400,
      MAX_DEPTH: 60,
      MAX_LOOPS: 2,
      MAX_STEPS: 10_000,
      STEP_CHARACTERS: 1024,
    });
  });
});
