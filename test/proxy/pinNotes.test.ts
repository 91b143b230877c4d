import { describe, expect, it } from 'vitest';
import { openDesk } from '../../src/proxy/desk.ts';
import { noteInspected, noteStripped, noteUnseen, noteWithheld } from '../../src/proxy/pinNotes.ts';
import { ELSEWHERE, page, seen, stateOf, take, tool } from '../pins/support.ts';
import { events, known, NOTES, pinConfig, READ } from './pinSupport.ts';
import { ALLOW_ALL, AT } from './support.ts';

function desk(options: Parameters<typeof pinConfig>[0] = {}) {
  const opened = openDesk({
    facts: { session: 's', agent: 'a', server: 'srv' },
    authorizer: ALLOW_ALL,
    list: 'all',
    maxDepth: 64,
    maxPending: 10,
    pins: pinConfig(options),
  });
  if (opened.pins === null) throw new Error('there are pins');
  return { desk: opened, pins: opened.pins };
}

const BAD = { kind: 'withheld', why: 'ambiguous', about: 'x', rules: [] } as const;

describe('notes about pins', () => {
  it('escape and cut what a server wrote', () => {
    const { desk: opened, pins } = desk();
    const name = `\u001b[2J${'x'.repeat(5000)}`;
    noteWithheld(opened, pins, page(tool(name)), [BAD], AT);
    noteUnseen(opened, pins, name, AT);
    const effects = opened.out.take();
    const tools = events(effects).map(({ detail }) => JSON.stringify(detail['tool']));
    expect(tools).toHaveLength(2);
    for (const each of tools) {
      expect(each).not.toContain('u001b');
      expect(each.length).toBeLessThanOrEqual(140);
    }
  });

  it('say of a whole server once that it is withheld, and record each of its tools', () => {
    const strange = take(known(), [seen(NOTES), seen(READ)], { identity: ELSEWHERE }).file;
    const { desk: opened, pins } = desk({ state: stateOf(strange, {}, ELSEWHERE) });
    const tools = page(NOTES, READ);
    noteWithheld(opened, pins, tools, pins.inventory.look(tools), AT);
    const effects = opened.out.take();
    expect(events(effects)).toHaveLength(2);
    expect(effects.filter((effect) => effect.do === 'warn')).toHaveLength(1);
  });

  it('say nothing twice', () => {
    const { desk: opened, pins } = desk();
    const { pinned } = take(null, [seen(NOTES)]);
    const found = { state: stateOf(known()), pinned, drifts: [], unkept: null };
    for (let i = 0; i < 2; i += 1) {
      noteInspected(opened, pins, found, AT);
      noteStripped(opened, pins, 'tools/list', 3, AT);
    }
    expect(events(opened.out.take()).map(({ event }) => event)).toEqual(['tool_pinned', 'text_stripped']);
  });

  it('have a name for a tool that has none', () => {
    const { desk: opened, pins } = desk();
    noteWithheld(opened, pins, page({ description: 'x' }), [BAD], AT);
    expect(events(opened.out.take())[0]?.detail['tool']).toBe('(no name)');
  });
});
