import { stripVTControlCharacters } from 'node:util';
import { render } from 'ink-testing-library';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Dashboard } from '../../src/tui/Dashboard.tsx';
import { openStore } from '../../src/tui/store.ts';
import { decisionOf, eventOf, fakeSource, heldOf, LARGE, NOW, SMALL } from './support.ts';

function open(colour: boolean, size = SMALL) {
  const source = fakeSource();
  let quits = 0;
  const ticks = new Set<() => void>();
  const store = openStore({
    source,
    size,
    bell: false,
    now: () => NOW,
    quit: () => (quits += 1),
    ring: () => undefined,
    every: (_, act) => (ticks.add(act), () => ticks.delete(act)),
  });
  const app = render(<Dashboard store={store} colour={colour} />);
  onTestFinished(() => {
    app.unmount();
    store.close();
  });
  const draw = (): void => ticks.forEach((act) => act());
  // Ink begins to listen once it has drawn.
  const type = async (...keys: readonly string[]): Promise<string> => {
    for (const key of keys) {
      await settled();
      app.stdin.write(key);
      await settled();
    }
    return app.lastFrame() ?? '';
  };
  return { app, source, store, draw, type, quits: () => quits };
}

/** Ink hears keys, and React draws, in the next turns. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('Dashboard', () => {
  it('draws what is told', async () => {
    const { app, source, draw } = open(false);
    source.tell(eventOf(decisionOf(1, { action: 'read_日本' })));
    draw();
    await settled();
    expect(stripVTControlCharacters(app.lastFrame() ?? '')).toContain('✓ allow    coder        files       read_日本');
  });

  it('moves with the keys of a terminal', async () => {
    const { type } = open(false);
    expect(await type('3')).toContain('[3 Servers]');
    expect(await type('\t')).toContain('[4 Agents]');
    expect(await type('\u001b[Z')).toContain('[3 Servers]');
    expect(await type('\u001b[D')).toContain('[2 Approvals]');
  });

  it('sends an answer with two keys, for what was on the screen', async () => {
    const { app, source, draw, type } = open(false);
    source.tell({ kind: 'approvals', proxy: 'p1', held: [heldOf('h1')] });
    draw();
    expect(await type('2')).toContain('"path": "/tmp/a"');
    expect(await type('a')).toContain('approve files/delete_file for coder, once?');
    expect(source.answers).toEqual([]);
    await type('y');
    expect(source.answers).toMatchObject([{ answer: { argsHash: heldOf('h1').argsHash } }]);
    expect(app.lastFrame()).toContain('approved, and recorded');
  });

  it('approves nothing by what is pasted', async () => {
    const { source, draw, type } = open(false);
    source.tell({ kind: 'approvals', proxy: 'p1', held: [heldOf('h1')] });
    draw();
    await type('2', 'ay', 'a', 'yy', 'y');
    expect(source.answers).toEqual([]);
  });

  it('filters by what is typed', async () => {
    const { source, draw, type } = open(false);
    source.tell(eventOf(decisionOf(1)));
    source.tell(eventOf(decisionOf(2, { action: 'write_file', effect: 'deny' })));
    draw();
    const frame = await type('/', 'effect:deny', '\r');
    expect(frame).toContain('write_file');
    expect(frame).not.toContain('read_file');
  });

  it('leaves with q', async () => {
    const { type, quits } = open(false);
    await type('q');
    expect(quits()).toBe(1);
  });

  it('uses no colour where nobody wants one, and some where they do', () => {
    expect(open(false).app.lastFrame()).not.toMatch(/\u001b\[3\d/);
    expect(open(true).app.lastFrame()).toMatch(/\u001b\[32m/);
  });

  it('takes another size at once', async () => {
    const { app, store } = open(false);
    store.dispatch({ type: 'resized', size: LARGE });
    await settled();
    expect(app.lastFrame()?.split('\n')).toHaveLength(50);
  });
});
