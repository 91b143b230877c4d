import { describe, expect, it } from 'vitest';
import { DRAW_MS, openStore, type Store } from '../../src/tui/store.ts';
import {
  decisionOf,
  eventOf,
  fakeSource,
  type FakeSource,
  heldOf,
  key,
  NO_COUNTS,
  NOW,
  screen,
  SMALL,
  statusOf,
} from './support.ts';

interface Opened {
  readonly store: Store;
  readonly source: FakeSource;
  /** Lets that much time pass. */
  readonly tick: (ms: number) => void;
  readonly drawn: () => number;
  readonly quits: () => number;
  readonly rings: () => number;
}

function open(source = fakeSource(), bell = false): Opened {
  const timers = new Map<number, Set<() => void>>();
  let drawn = 0;
  let quits = 0;
  let rings = 0;
  const store = openStore({
    source,
    size: SMALL,
    bell,
    now: () => NOW,
    quit: () => (quits += 1),
    ring: () => (rings += 1),
    every(ms, act) {
      const all = timers.get(ms) ?? new Set();
      timers.set(ms, all.add(act));
      return () => all.delete(act);
    },
  });
  store.subscribe(() => (drawn += 1));
  const tick = (ms: number): void => timers.get(ms)?.forEach((act) => act());
  return { store, source, tick, drawn: () => drawn, quits: () => quits, rings: () => rings };
}

const press = ({ store }: Opened, ...names: readonly string[]): void => {
  for (const name of names) store.dispatch({ type: 'key', key: { name, text: '' } });
};

/** All that was promised so far has come. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('what processes tell', () => {
  it('is drawn a few times a second, however much it is, and counted exactly', () => {
    const opened = open();
    opened.source.tell(statusOf('p1'));
    for (let seq = 1; seq <= 50_000; seq++) opened.source.tell(eventOf(decisionOf(seq)));
    opened.source.tell(statusOf('p1', { counts: { ...NO_COUNTS, allowed: 50_000 } }));
    expect(opened.drawn()).toBe(0);
    opened.tick(DRAW_MS);
    expect(opened.drawn()).toBe(1);
    expect(opened.store.state().live.rows.length).toBe(2000);
    expect(opened.store.state().live.rules.get('team/reading')?.allow).toBe(50_000);
    expect(screen(opened.store.state())).toContain('50,000 calls');
    opened.tick(DRAW_MS);
    expect(opened.drawn()).toBe(1);
  });

  it('is known before a key is', () => {
    const opened = open();
    opened.source.tell({ kind: 'approvals', proxy: 'p1', held: [heldOf('h1')] });
    opened.tick(DRAW_MS);
    press(opened, '2', 'd');
    opened.source.tell({ kind: 'left', proxy: 'p1' });
    press(opened, 'y');
    expect(opened.source.answers).toEqual([]);
  });

  it('rings where somebody wants it', () => {
    const opened = open(fakeSource(), true);
    opened.source.tell({ kind: 'approvals', proxy: 'p1', held: [heldOf('h1')] });
    opened.tick(DRAW_MS);
    expect(opened.rings()).toBe(1);
  });
});

describe('answers', () => {
  it('are sent as they were asked about, and what became of them is said', async () => {
    const opened = open(fakeSource({ answered: { kind: 'answered', verdict: 'deny', grant: null } }));
    opened.source.tell({ kind: 'approvals', proxy: 'p1', held: [heldOf('h1')] });
    opened.tick(DRAW_MS);
    press(opened, '2', 'd', 'y');
    const { argsHash } = heldOf('h1');
    expect(opened.source.answers).toMatchObject([
      { call: { id: 'h1', proxy: 'p1' }, answer: { verdict: 'deny', reach: 'once', argsHash, by: 'dashboard' } },
    ]);
    await settled();
    expect(screen(opened.store.state())).toContain('denied, and recorded');
  });

  it.each([
    [
      { answered: { kind: 'refused', why: 'other-arguments', message: 'something else is held' } },
      'refused: something else is held',
    ],
    [{ answer: () => Promise.reject(new Error('it has gone')) }, 'not sent: it has gone'],
  ] as const)('that change nothing are said to: %j', async (change, said) => {
    const opened = open(fakeSource(change));
    opened.source.tell({ kind: 'approvals', proxy: 'p1', held: [heldOf('h1')] });
    opened.tick(DRAW_MS);
    press(opened, '2', 'a', 'y');
    await settled();
    expect(screen(opened.store.state())).toContain(said);
    expect(opened.store.state().ui.sending.size).toBe(0);
  });
});

describe('where a passphrase is set', () => {
  const locked = { isLocked: () => Promise.resolve(true) };

  it('an approval is sent with it, once it is typed, and a denial without', async () => {
    const opened = open(fakeSource(locked));
    opened.source.tell({ kind: 'approvals', proxy: 'p1', held: [heldOf('h1')] });
    opened.tick(DRAW_MS);
    press(opened, '2', 'a', 'y');
    await settled();
    expect(opened.source.answers).toEqual([]);
    for (const name of ['p', 'w', 'enter']) opened.store.dispatch(key(name));
    expect(opened.source.answers).toMatchObject([{ answer: { verdict: 'approve' }, passphrase: 'pw' }]);
    await settled();
    press(opened, 'd', 'y');
    expect(opened.source.answers[1]).toMatchObject({ answer: { verdict: 'deny' }, passphrase: null });
  });

  it('nothing is resumed before it is typed, also where nobody can tell whether it is set', async () => {
    const stopped = { reason: '', at: NOW };
    const opened = open(fakeSource({ sights: { stopped }, isLocked: () => Promise.reject(new Error('no home')) }));
    await settled();
    press(opened, 's', 'y');
    await settled();
    expect(opened.source.asked).toEqual([]);
    for (const name of ['p', 'w', 'enter']) opened.store.dispatch(key(name));
    await settled();
    expect(opened.source.asked).toEqual(['resume with pw']);
  });
});

describe('the home', () => {
  it('is looked at when a screen is opened, and again while it is', async () => {
    const parts: string[] = [];
    const source = fakeSource();
    const opened = open({ ...source, look: (part) => (parts.push(part), source.look(part)) });
    press(opened, '3');
    await settled();
    opened.tick(3000);
    opened.tick(1000);
    await settled();
    expect(parts).toEqual(['stopped', 'servers', 'servers', 'stopped']);
  });

  it('is not asked again while it has not answered', () => {
    const parts: string[] = [];
    const opened = open({ ...fakeSource(), look: (part) => (parts.push(part), new Promise(() => undefined)) });
    opened.tick(1000);
    opened.tick(1000);
    expect(parts).toEqual(['stopped']);
  });

  it('that cannot be read is told of, and nothing ends', async () => {
    const opened = open({ ...fakeSource(), look: () => Promise.reject(new Error('no permission')) });
    press(opened, '7');
    await settled();
    expect(screen(opened.store.state())).toContain('no permission');
  });

  it('gives what stands in the log from before', async () => {
    const opened = open(fakeSource({ history: () => Promise.reject(new Error('no log')) }));
    await settled();
    expect(opened.store.state().live.rows).toEqual([]);
  });
});

describe('what a person does', () => {
  it.each([
    ['stops everything', null, 'stop'],
    ['resumes', { reason: '', at: NOW }, 'resume'],
  ])('%s', async (_, stopped, what) => {
    const opened = open(fakeSource({ sights: { stopped } }));
    await settled();
    press(opened, 's', 'y');
    await settled();
    expect(opened.source.asked).toEqual([what]);
    expect(screen(opened.store.state())).toContain(`${what} is done`);
  });

  it('verifies, and hears why it could not be', async () => {
    const opened = open();
    press(opened, '7', 'v');
    await settled();
    expect(screen(opened.store.state())).toContain('no log');
  });

  it('opens an entry, and hears why it cannot be read', async () => {
    const opened = open(fakeSource({ entry: () => Promise.reject(new Error('torn')) }));
    opened.source.tell(eventOf(decisionOf(1)));
    press(opened, 'enter');
    await settled();
    expect(screen(opened.store.state())).toContain('torn');
  });

  it('leaves, and nothing is followed any more', () => {
    const opened = open();
    press(opened, 'q');
    expect(opened.quits()).toBe(1);
    opened.store.close();
    expect(opened.source.isFollowed()).toBe(false);
    press(opened, '2');
    expect(opened.store.state().ui.screen).toBe('calls');
  });
});
