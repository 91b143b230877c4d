import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frame } from '../../src/tui/frame.ts';
import { lineWidth } from '../../src/tui/line.ts';
import type { Message, State } from '../../src/tui/model.ts';
import { reduce } from '../../src/tui/reduce.ts';
import {
  after,
  decisionOf,
  eventOf,
  fleet,
  heldOf,
  holding,
  key,
  NOW,
  noteOf,
  opened,
  outcomeOf,
  pressed,
  screen,
  statusOf,
} from './support.ts';

describe('reduce', () => {
  it('rings once for each new call that waits, where somebody wants it', () => {
    const bells = (state: State, message: Message): number =>
      reduce(state, message).effects.filter((effect) => effect.do === 'bell').length;
    expect(bells(opened(), holding(heldOf('h1')))).toBe(0);
    const loud = opened(undefined, true);
    expect(bells(loud, holding(heldOf('h1')))).toBe(1);
    expect(bells(after(loud, holding(heldOf('h1'))), holding(heldOf('h1')))).toBe(0);
    expect(bells(after(loud, holding(heldOf('h1'))), holding())).toBe(0);
  });

  it('announces a held call on every screen', () => {
    const state = after(opened(), holding(heldOf('h1')));
    for (const name of ['1', '2', '3', '4', '5', '6', '7', '?']) {
      expect(screen(pressed(state, name).state)).toContain(
        '! 1 call waits for you, 2:00 left (press 2): coder → files/delete_file',
      );
    }
    expect(screen(after(state, holding()))).not.toContain('waits for you,');
  });

  it('leaves the call that is looked at where it is when an older one comes', () => {
    const state = after(
      opened(),
      holding(heldOf('h2')),
      key('2'),
      holding(heldOf('h1', { at: NOW - 1 }), heldOf('h2')),
    );
    expect(state.ui.held).toBe('h2');
  });

  it('tells what became of an answer, and lets it be answered again where it failed', () => {
    const sent = pressed(after(opened(), holding(heldOf('h1'))), '2', 'd', 'y').state;
    expect(screen(sent)).toContain('sending');
    const failed = after(sent, { type: 'answered', id: 'h1', text: 'not sent: gone', good: false });
    expect(screen(failed)).toContain('not sent: gone');
    expect(pressed(failed, 'd', 'y').effects).toHaveLength(1);
  });

  it('forgets what it said after a while', () => {
    const said = after(opened(), { type: 'said', text: 'done', good: true });
    expect(screen(said)).toContain('done');
    expect(screen(after(said, { type: 'tick', now: NOW + 60_000 }))).not.toContain('done');
  });

  it('shows the entry that was asked for, and none that was asked for before', () => {
    const state = pressed(after(opened(), fleet(eventOf(decisionOf(1)))), 'enter').state;
    expect(screen(after(state, { type: 'no-entry', place: '00:1', why: 'the disk is gone' }))).toContain(
      'the disk is gone',
    );
    expect(screen(after(state, { type: 'no-entry', place: '00:9', why: 'the disk is gone' }))).not.toContain(
      'the disk is gone',
    );
    expect(
      screen(after(state, { type: 'entry', place: '00:1', found: { kind: 'not-found', unreadable: [] } })),
    ).toContain('no such entry');
  });

  it('says why a part of the home cannot be read, until it can', () => {
    const state = after(opened(), key('7'), { type: 'trouble', part: 'chain', why: 'no permission' });
    expect(screen(state)).toContain('no permission');
    const sight = { key: null, problem: null, shards: [], unreadable: [] };
    expect(screen(after(state, { type: 'looked', part: 'chain', sight }))).not.toContain('no permission');
  });
});

describe('any messages in any order', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  const number = fc.oneof(fc.integer(), fc.constantFrom(Number.NaN, Infinity, -1, 1e300));
  const names = [
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
    '7',
    'a',
    'w',
    'd',
    'y',
    's',
    'v',
    'e',
    'x',
    'q',
    '?',
    '/',
    ' ',
    'enter',
    'escape',
    'tab',
  ];
  const moves = ['up', 'down', 'pageup', 'pagedown', 'home', 'end', 'backspace', 'G', 'k', 'ctrl-u'];
  const message = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...names, ...moves).map(key) },
    fc
      .record({ agent: text, server: text, action: text, reason: text, at: number, recordNs: number, seq: number })
      .map((change) => fleet(eventOf(decisionOf(1, change)))),
    fc
      .record({ agent: text, seq: number, status: fc.constant('error' as const) })
      .map((change) => fleet(eventOf(outcomeOf(1, '00:1', change)))),
    fc.record({ server: text, seq: number }).map((change) => fleet(eventOf(noteOf(1, change)))),
    fc
      .array(fc.record({ agent: text, action: text, reason: text, expiresAt: number, at: number }), { maxLength: 3 })
      .map((list) => holding(...list.map((change, i) => heldOf(`h${i}`, change)))),
    fc.constantFrom<Message>(fleet(statusOf()), fleet({ kind: 'left', proxy: 'p1' }), {
      type: 'tick',
      now: NOW + 1000,
    }),
    fc
      .record({ columns: fc.integer({ min: 1, max: 220 }), rows: fc.integer({ min: 1, max: 60 }) })
      .map((size): Message => ({ type: 'resized', size })),
    text.map((reason): Message => ({ type: 'looked', part: 'stopped', sight: { reason, at: NOW } })),
  );

  it('never make it throw, and every frame fits the terminal and is harmless', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 40 }), (messages) => {
        const state = after(opened(), ...messages);
        const lines = frame(state);
        expect(lines.length).toBeLessThanOrEqual(state.size.rows);
        for (const line of lines) {
          expect(lineWidth(line)).toBeLessThanOrEqual(state.size.columns);
          for (const { text: part } of line) expect(part).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        }
      }),
      { numRuns: 150 },
    );
  });
});
