import { describe, expect, it } from 'vitest';
import type { HeldCall } from '../../../src/app/control/approvals.ts';
import { plainText } from '../../../src/tui/line.ts';
import { approvalsView } from '../../../src/tui/views/approvals.ts';
import { after, heldOf, holding, key, NOW, opened } from '../support.ts';

const BODY = { columns: 80, rows: 18 };
const view = (...held: readonly HeldCall[]): string =>
  approvalsView(after(opened(), holding(...held), key('2')), BODY)
    .map(plainText)
    .join('\n');

describe('approvalsView', () => {
  it('lists what waits, and shows the chosen call in full', () => {
    const text = view(heldOf('h1'), heldOf('h2', { agent: 'other', at: NOW + 1, expiresAt: NOW + 5000 }));
    expect(text).toMatch(/^> 2:00 +high +coder/m);
    expect(text).toMatch(/^ {2}0:05 +high +other/m);
    expect(text).toContain('"path": "/tmp/a"');
  });

  it('says how much is below', () => {
    expect(view(heldOf('h1', { args: { lines: Array.from({ length: 40 }, (_, i) => i) } }))).toMatch(
      /\d+ more lines below: PgDn/,
    );
    expect(view(heldOf('h1'))).not.toContain('below');
  });

  it('says where nothing waits', () => {
    expect(view()).toContain('no call waits for you');
  });

  it('never takes more than its room', () => {
    const held = Array.from({ length: 30 }, (_, i) => heldOf(`h${i}`));
    expect(approvalsView(after(opened(), holding(...held), key('2')), BODY).length).toBeLessThanOrEqual(BODY.rows);
  });
});
