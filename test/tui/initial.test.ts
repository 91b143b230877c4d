import { describe, expect, it } from 'vitest';
import { initialState } from '../../src/tui/initial.ts';
import { NOW, screen, SMALL } from './support.ts';

describe('initialState', () => {
  it('opens on the calls, and says how to begin', () => {
    const state = initialState({ now: NOW, size: SMALL, bell: false });
    expect(screen(state)).toContain('[1 Calls]');
    expect(screen(state)).toContain('put a server behind leash-mcp to begin');
  });
});
