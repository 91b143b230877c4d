import { describe, expect, it } from 'vitest';
import type { FleetCall } from '../../src/app/control/fleet.ts';
import {
  chosenCall,
  heldCalls,
  heldLayout,
  heldScrollEnd,
  heldText,
  isWholeCall,
  WRONG_HASH,
} from '../../src/tui/heldText.ts';
import { bodySize } from '../../src/tui/layout.ts';
import { lineWidth, plainText } from '../../src/tui/line.ts';
import { after, fleet, heldOf, holding, HOSTILE, NOW, opened, statusOf } from './support.ts';

const call = (change: Parameters<typeof heldOf>[1] = {}): FleetCall => ({ ...heldOf('h1', change), proxy: 'p1' });
const text = (one: FleetCall, width = 80): string => heldText(one, NOW, width).map(plainText).join('\n');

describe('heldText', () => {
  it('says who asks for what and why, and exactly what is sent', () => {
    const said = text(call({ args: { list: [1, 'a'], path: '/tmp/\u202Ea' } }));
    for (const part of ['2:00', 'coder (not verified', 'files', 'delete_file', 'high · destructive', 'team/deleting']) {
      expect(said).toContain(part);
    }
    expect(said).toContain(String.raw`"path": "/tmp/\u{202e}a"`);
  });

  it('shows arguments to their last character, however long and wide they are', () => {
    const long = '日本'.repeat(500);
    const lines = heldText(call({ args: { long } }), NOW, 80);
    for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(80);
    expect(lines.map(plainText).join('').replace(/[\s↪]/g, '')).toContain(long);
  });

  it('lets nothing of a hostile call reach the terminal', () => {
    const said = text(
      call({
        agent: HOSTILE,
        server: HOSTILE,
        action: HOSTILE,
        resource: HOSTILE,
        reason: HOSTILE,
        args: { [HOSTILE]: HOSTILE },
      }),
    );
    expect(said.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Default_Ignorable_Code_Point}]/u);
  });

  it('warns where the arguments are not those of the hash', () => {
    const changed = { ...call(), args: { path: '/etc/passwd' } };
    expect([isWholeCall(call()), isWholeCall(changed)]).toEqual([true, false]);
    expect(text(changed)).toContain(WRONG_HASH);
    expect(text(call())).not.toContain(WRONG_HASH);
  });

  it.each([
    [{ verified: true, agentId: 'agt_1' }, 'coder (agt_1)'],
    [{ verified: false, agentId: null }, 'not verified'],
    [{ risk: null }, 'not known'],
    [{ expiresAt: NOW }, 'over'],
    [{ method: 'resources/read', action: null }, 'resources/read'],
    [{ args: null }, 'null'],
  ] as const)('says %j', (change, said) => {
    expect(text(call(change))).toContain(said);
  });
});

describe('the calls that wait', () => {
  it('are those of all processes, the oldest first', () => {
    const state = after(
      opened(),
      fleet(
        statusOf('p1'),
        statusOf('p2'),
        { kind: 'approvals', proxy: 'p1', held: [heldOf('new', { at: NOW + 5 })] },
        { kind: 'approvals', proxy: 'p2', held: [heldOf('old')] },
      ),
    );
    expect(heldCalls(state).map(({ id, proxy }) => [id, proxy])).toEqual([
      ['old', 'p2'],
      ['new', 'p1'],
    ]);
    expect(chosenCall(state)?.id).toBe('old');
  });

  it('leave room for what is read', () => {
    for (let height = 5; height < 60; height++) {
      for (const count of [1, 3, 100]) {
        const { list, text: room } = heldLayout(count, height);
        expect(list + 1 + room).toBeLessThanOrEqual(Math.max(height, list + 2));
        expect(room).toBeGreaterThanOrEqual(1);
      }
    }
  });

  it('are scrolled only where they are longer than the screen', () => {
    const short = after(opened(), holding(heldOf('h1')));
    const long = after(opened(), holding(heldOf('h1', { args: { lines: Array.from({ length: 50 }, (_, i) => i) } })));
    expect(heldScrollEnd(short, bodySize(short))).toBe(0);
    expect(heldScrollEnd(long, bodySize(long))).toBeGreaterThan(30);
    expect(heldScrollEnd(opened(), bodySize(opened()))).toBe(0);
  });
});
