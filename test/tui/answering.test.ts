import { describe, expect, it } from 'vitest';
import { questionText } from '../../src/tui/answering.ts';
import type { State } from '../../src/tui/model.ts';
import { after, heldOf, holding, key, NOW, opened, pressed, screen } from './support.ts';

const waiting = (...held: readonly Parameters<typeof heldOf>[1][]): State =>
  after(opened(), holding(...held.map((change, i) => heldOf(`h${i + 1}`, change))), key('2'));

describe('answering a held call', () => {
  it.each([
    ['a', { verdict: 'approve', reach: 'once' }],
    ['w', { verdict: 'approve', reach: 'session' }],
    ['d', { verdict: 'deny', reach: 'once' }],
  ])('takes two keys: %s and y send %j with the hash of what was shown', (first, answer) => {
    const state = waiting({});
    const { argsHash } = heldOf('h1');
    expect(pressed(state, first).effects).toEqual([]);
    expect(pressed(state, first, 'y').effects).toMatchObject([
      { do: 'answer', call: { id: 'h1', proxy: 'p1' }, answer: { ...answer, argsHash, by: 'dashboard' } },
    ]);
  });

  it.each(['n', 'a', 'A', 'Y', 'enter', 'escape', ' ', 'd', 'q', 'text', 'unknown', '2'])(
    'sends nothing after %s',
    (second) => {
      const { state, effects } = pressed(waiting({}), 'a', second);
      expect(effects).toEqual([]);
      expect(state.ui.question).toBeNull();
      expect(screen(state)).toContain('nothing was sent');
    },
  );

  it('says on the screen what is about to be sent', () => {
    const { state } = pressed(waiting({}), 'a');
    expect(screen(state)).toContain('approve files/delete_file for coder, once?');
  });

  it('sends nothing where y comes first', () => {
    expect(pressed(waiting({}), 'y', 'y').effects).toEqual([]);
  });

  it('sends nothing twice, while an answer is on its way', () => {
    expect(pressed(waiting({}), 'a', 'y', 'a', 'y').effects).toHaveLength(1);
  });

  it('takes the question back when the call waits no more', () => {
    const asked = pressed(waiting({}), 'a').state;
    const state = after(asked, holding());
    expect(screen(state)).toContain('that call waits no more: nothing was sent');
    expect(pressed(state, 'y').effects).toEqual([]);
  });

  it('takes the question back when other arguments stand under the same id', () => {
    const asked = pressed(waiting({}), 'a').state;
    const state = after(asked, holding(heldOf('h1', { args: { path: '/etc/passwd' } })));
    expect(state.ui.question).toBeNull();
    expect(pressed(state, 'y').effects).toEqual([]);
  });

  it('asks about the same call still when others come and go', () => {
    const asked = pressed(waiting({}, { at: NOW + 1 }), 'down', 'd').state;
    const state = after(asked, holding(heldOf('h0', { at: NOW - 9 }), heldOf('h2', { at: NOW + 1 })));
    expect(pressed(state, 'y').effects).toMatchObject([{ call: { id: 'h2' } }]);
  });

  it('approves nothing whose hash is not that of the arguments, but denies it', () => {
    const state = waiting({ argsHash: 'sha256:0' });
    expect(pressed(state, 'a', 'y').effects).toEqual([]);
    expect(pressed(state, 'd', 'y').effects).toHaveLength(1);
  });

  it('approves only what was on the screen to its end', () => {
    const long = waiting({ args: { lines: Array.from({ length: 60 }, (_, i) => `line ${i}`) } });
    expect(pressed(long, 'a', 'y').effects).toEqual([]);
    expect(screen(pressed(long, 'a').state)).toContain('read to the end first');
    expect(screen(long)).not.toContain('line 59');
    const read = pressed(long, 'end').state;
    expect(screen(read)).toContain('line 59');
    expect(pressed(read, 'a', 'y').effects).toHaveLength(1);
    expect(pressed(long, 'd', 'y').effects).toHaveLength(1);
  });

  it('approves nothing for a session where the policy does not let it', () => {
    const state = waiting({ reaches: ['once'] });
    expect(pressed(state, 'w', 'y').effects).toEqual([]);
    expect(pressed(state, 'a', 'y').effects).toHaveLength(1);
  });

  it('answers nothing whose time is over, also where it ends between the two keys', () => {
    expect(pressed(waiting({ expiresAt: NOW }), 'd', 'y').effects).toEqual([]);
    const asked = pressed(waiting({ expiresAt: NOW + 10 }), 'a').state;
    expect(pressed(after(asked, { type: 'tick', now: NOW + 11 }), 'y').effects).toEqual([]);
  });

  it('answers nothing where nothing waits', () => {
    expect(pressed(after(opened(), key('2')), 'a', 'y').effects).toEqual([]);
  });

  it('answers only on the screen that shows the call', () => {
    expect(pressed(after(opened(), holding(heldOf('h1'))), 'd', 'y').effects).toEqual([]);
  });
});

/** What a screen looks up when it is opened. */
const looks = (screenKey: string): object[] => pressed(opened(), screenKey).effects.map((effect) => ({ ...effect }));

describe('the stop switch', () => {
  it.each([
    ['stops', null, 'stop'],
    ['resumes', { reason: 'x', at: NOW }, 'resume'],
  ] as const)('%s with a second key, from every screen', (_, sight, effect) => {
    const state = after(opened(), { type: 'looked', part: 'stopped', sight });
    for (const screenKey of ['1', '2', '6']) {
      expect(pressed(state, screenKey, 's', 'y').effects).toMatchObject([...looks(screenKey), { do: effect }]);
      expect(pressed(state, screenKey, 's', 'n').effects).toEqual(looks(screenKey));
    }
  });
});

describe('the passphrase', () => {
  const locked = (state: State): State => {
    const { state: asked, effects } = pressed(state, 'a', 'y');
    const [of] = effects;
    if (of?.do !== 'answer') throw new Error('an answer is sent');
    return after(asked, { type: 'locked', of });
  };

  it('is asked for where it is set, shown to nobody, and sent with what was asked about', () => {
    const asked = locked(waiting({}));
    expect(asked.ui.sending.size).toBe(0);
    const typed = pressed(asked, 'p', 'q', 'x', 'backspace', 'y').state;
    expect(screen(typed)).toContain('passphrase: ***');
    expect(screen(typed)).not.toContain('pqy');
    const { effects } = pressed(typed, 'enter');
    expect(effects).toMatchObject([{ do: 'answer', call: { id: 'h1' }, passphrase: 'pqy' }]);
  });

  it('is pasted as it is, but for the end of its line', () => {
    const asked = after(locked(waiting({})), { type: 'key', key: { name: 'text', text: 'correct horse\r' } });
    expect(pressed(asked, 'enter').effects).toMatchObject([{ passphrase: 'correct horse' }]);
    expect(pressed(asked, 'ctrl-u', 'z', 'enter').effects).toMatchObject([{ passphrase: 'z' }]);
  });

  it('is forgotten where somebody leaves, and nothing is sent', () => {
    const { state, effects } = pressed(locked(waiting({})), 'p', 'escape');
    expect([state.ui.question, effects]).toEqual([null, []]);
  });

  it('is asked for no more where the call waits no more, or is another, or its time is over', () => {
    const asked = pressed(locked(waiting({ expiresAt: NOW + 10 })), 'p').state;
    expect(after(asked, holding()).ui.question).toBeNull();
    expect(after(asked, holding(heldOf('h1', { args: { path: '/etc' } }))).ui.question).toBeNull();
    expect(pressed(after(asked, { type: 'tick', now: NOW + 11 }), 'enter').effects).toEqual([]);
  });

  it('does not take the place of another question', () => {
    const { state, effects } = pressed(waiting({}), 'a', 'y');
    const [of] = effects;
    if (of?.do !== 'answer') throw new Error('an answer is sent');
    const other = after(pressed(state, 's').state, { type: 'locked', of });
    expect(other.ui.question).toMatchObject({ kind: 'stop' });
    expect(other.ui.sending.size).toBe(0);
  });
});

describe('questionText', () => {
  it('shows foreign names as they are, and no more of them than there is room for', () => {
    const call = { ...heldOf('h1', { action: `x\u001b[2J${'y'.repeat(500)}` }), proxy: 'p1' };
    const text = questionText({ kind: 'answer', call, verdict: 'deny', reach: 'once' });
    expect(text).toContain(String.raw`x\x1b[2J`);
    expect(text.length).toBeLessThan(120);
  });
});
