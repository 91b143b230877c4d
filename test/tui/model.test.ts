import { describe, expect, it } from 'vitest';
import { only, PARTS, SCREENS, withNotice, withUi } from '../../src/tui/model.ts';
import { NOW, opened } from './support.ts';

describe('the states of the dashboard', () => {
  it('change one thing and leave the one before as it was', () => {
    const before = opened();
    expect(withUi(before, { screen: 'chain' }).ui.screen).toBe('chain');
    expect(before.ui.screen).toBe('calls');
  });

  it('say something for a while', () => {
    const { notice } = withNotice(opened(), 'done', 'good').ui;
    expect(notice).toMatchObject({ text: 'done', tone: 'good' });
    expect(notice?.until).toBeGreaterThan(NOW);
  });

  it('may ask for nothing', () => {
    expect(only(opened()).effects).toEqual([]);
  });

  it('look up parts of the home only for screens that there are', () => {
    for (const screen of PARTS.keys()) expect(SCREENS).toContain(screen);
  });
});
