import { describe, expect, it } from 'vitest';
import { SCREENS, type State } from '../../src/tui/model.ts';
import {
  after,
  AGENT,
  decisionOf,
  eventOf,
  fleet,
  heldOf,
  holding,
  key,
  opened,
  pressed,
  screen,
  SERVER,
} from './support.ts';

const calls = (count: number, from = 1): State =>
  after(opened(), fleet(...Array.from({ length: count }, (_, i) => eventOf(decisionOf(from + i)))));

describe('moving between screens', () => {
  it.each(SCREENS.map((name, i) => [String(i + 1), name] as const))('%s opens %s', (name, expected) => {
    expect(pressed(opened(), name).state.ui.screen).toBe(expected);
  });

  it('goes round with Tab, both ways', () => {
    const round = SCREENS.map(() => 'tab');
    expect(pressed(opened(), ...round).state.ui.screen).toBe('calls');
    expect(pressed(opened(), 'shift-tab').state.ui.screen).toBe('chain');
  });

  it('looks up what the screen shows', () => {
    expect(pressed(opened(), '3', '4', '5', '6', '7').effects).toEqual(
      ['servers', 'agents', 'policies', 'chain'].map((part) => ({ do: 'look', part })),
    );
  });

  it.each(['q', 'ctrl-c'])('leaves with %s', (name) => {
    expect(pressed(opened(), name).effects).toEqual([{ do: 'quit' }]);
  });

  it('leaves with Ctrl+C whatever is asked or typed, and with q only where it is no letter', () => {
    expect(pressed(opened(), '/', 'q').effects).toEqual([]);
    expect(pressed(opened(), '/', 'ctrl-c').effects).toEqual([{ do: 'quit' }]);
    expect(pressed(opened(), 's', 'ctrl-c').effects).toEqual([{ do: 'quit' }]);
    expect(pressed(opened(), '?', 'q').effects).toEqual([{ do: 'quit' }]);
  });

  it('shows the keys with ?, and goes back with any other', () => {
    const help = pressed(opened(), '?').state;
    expect(screen(help)).toContain('stop everything, or resume');
    expect(screen(pressed(help, 'x').state)).not.toContain('stop everything, or resume');
  });
});

describe('the list of calls', () => {
  it('follows until somebody moves, and again from the newest on', () => {
    const moved = pressed(calls(5), 'down').state;
    expect(moved.ui.paused).toHaveLength(5);
    const later = after(moved, fleet(eventOf(decisionOf(6))));
    expect(screen(later)).toContain('paused, 1 new');
    expect(screen(later)).not.toContain('00:6');
    const back = pressed(later, 'g').state;
    expect([back.ui.paused, back.ui.chosen.calls]).toEqual([null, 0]);
    expect(screen(back)).toContain('following');
  });

  it('stands still with Space', () => {
    const paused = pressed(calls(2), ' ').state;
    expect(paused.ui.paused).toHaveLength(2);
    expect(pressed(paused, ' ').state.ui.paused).toBeNull();
  });

  it.each([
    ['down', 'down', 2],
    ['end', 'up', 8],
    ['pagedown', 'pageup', 0],
    ['G', 'down', 9],
    ['up', 'up', 0],
  ])('%s and %s lead to row %i of ten', (one, other, row) => {
    expect(pressed(calls(10), one, other).state.ui.chosen.calls).toBe(row);
  });

  it('opens what is chosen, asks the log for it, and goes back', () => {
    const { state, effects } = pressed(calls(3), 'down', 'enter');
    expect(effects).toEqual([{ do: 'entry', place: '00:2' }]);
    expect(screen(state)).toContain('reading the log');
    expect(pressed(state, 'escape').state.ui.opened).toBeNull();
  });

  it('opens nothing where there is nothing', () => {
    expect(pressed(opened(), 'enter').state.ui.opened).toBeNull();
  });
});

describe('the filter', () => {
  const typed = (text: string): State => after(calls(3), key('/'), ...Array.from(text, key), key('enter'));

  it('is typed, and applied with Enter', () => {
    const state = typed('effect:deny');
    expect(state.ui.filter).toMatchObject({ effect: 'deny' });
    expect(screen(state)).toContain('no call yet');
    expect(screen(typed('reading'))).toContain('read_file');
  });

  it('is left as it was with Escape', () => {
    const state = after(calls(1), key('/'), key('x'), key('escape'));
    expect([state.ui.typing, state.ui.filter.text]).toEqual([null, '']);
  });

  it('is mended with Backspace, and cleared with Ctrl+U', () => {
    const state = after(calls(1), key('/'), key('日'), key('a'), key('backspace'));
    expect(state.ui.typing).toBe('日');
    expect(after(state, key('ctrl-u')).ui.typing).toBe('');
  });

  it('takes what is pasted, and no more than a line of it', () => {
    const pasted = after(calls(1), key('/'), { type: 'key', key: { name: 'text', text: `a\nb${'x'.repeat(1000)}` } });
    expect(pasted.ui.typing?.startsWith('a bx')).toBe(true);
    expect(pasted.ui.typing).toHaveLength(200);
  });

  it.each([
    ['a', { agent: 'coder' }],
    ['v', { server: 'files' }],
    ['e', { effect: 'deny' }],
  ])('is narrowed by %s to %j, and widened again', (name, filter) => {
    const state = pressed(calls(1), name).state;
    expect(state.ui.filter).toMatchObject(filter);
    expect(Object.values(pressed(state, 'x').state.ui.filter).join('')).toBe('');
  });

  it('is widened by the same key again', () => {
    expect(pressed(calls(1), 'a', 'a').state.ui.filter.agent).toBe('');
    expect(pressed(calls(1), 'e', 'e', 'e', 'e', 'e').state.ui.filter.effect).toBe('');
  });
});

describe('other lists', () => {
  it('open a server, a tool of it, and go back', () => {
    const state = after(opened(), key('3'), { type: 'looked', part: 'servers', sight: [SERVER] });
    const tools = pressed(state, 'enter').state;
    expect(screen(tools)).toContain('delete_file');
    const tool = pressed(tools, 'enter').state;
    expect(screen(tool)).toContain('hidden-text: it hides text');
    expect(pressed(tool, 'escape', 'escape').state.ui.inside).toBeNull();
    expect(pressed(opened(), '3', 'enter').state.ui.inside).toBeNull();
  });

  it('do not move beyond their ends', () => {
    const state = after(opened(), key('4'), { type: 'looked', part: 'agents', sight: [AGENT] });
    expect(pressed(state, 'down', 'down', 'G').state.ui.chosen.agents).toBe(0);
    expect(pressed(opened(), '7', 'down').state.ui.chosen.chain).toBe(0);
  });

  it('choose another held call, and begin at its top', () => {
    const state = after(opened(), holding(heldOf('h1'), heldOf('h2')), key('2'));
    expect(pressed(state, 'down').state.ui.held).toBe('h2');
    expect(pressed(state, 'down', 'down', 'up').state.ui.held).toBe('h1');
  });

  it('verify the log once at a time', () => {
    const state = after(opened(), key('7'));
    expect(pressed(state, 'v').effects).toContainEqual({ do: 'verify' });
    const running = after(state, { type: 'verified', verification: { kind: 'running' } });
    expect(pressed(running, 'v').effects).toEqual([]);
  });
});

describe('keys that mean nothing', () => {
  it.each(['unknown', 'ctrl-z', 'Z', 'text', '9', 'backspace'])('%s does nothing', (name) => {
    expect(pressed(calls(2), name)).toEqual({ state: calls(2), effects: [] });
  });
});
