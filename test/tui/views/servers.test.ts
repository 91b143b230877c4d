import { describe, expect, it } from 'vitest';
import { plainText } from '../../../src/tui/line.ts';
import type { ServerSight } from '../../../src/tui/source.ts';
import { serversView } from '../../../src/tui/views/servers.ts';
import { after, fleet, key, LARGE, opened, SERVER, statusOf } from '../support.ts';

const state = (...sight: readonly ServerSight[]) =>
  after(opened(), key('3'), { type: 'looked', part: 'servers', sight }, fleet(statusOf()));
const view = (...sight: readonly ServerSight[]): string =>
  serversView(state(...sight), { columns: 80, rows: 10 })
    .map(plainText)
    .join('\n');

describe('serversView', () => {
  it.each([
    [SERVER, /files .*live .*1 {2}! 1 waiting .*1 warn/],
    [{ ...SERVER, waiting: 0, all: [] }, /✓ accepted .*none/],
    [{ ...SERVER, trusted: false }, /! stranger/],
    [{ ...SERVER, problem: 'torn' }, /unreadable/],
    [{ ...SERVER, server: 'mail' }, /mail +-/],
  ])('says how %j stands', (server, line) => {
    expect(view(server)).toMatch(line);
  });

  it('shows the tools of one', () => {
    const inside = after(state(SERVER), key('enter'));
    const text = serversView(inside, { columns: LARGE.columns, rows: 10 }).map(plainText).join('\n');
    expect(text).toMatch(/delete_file .*! waiting .*changed .*warn .*hidden-text: it hides text/);
    const gone = after(inside, { type: 'looked', part: 'servers', sight: [] });
    expect(serversView(gone, { columns: 80, rows: 5 }).map(plainText).join()).toContain('not known any more');
  });

  it('says where nothing is known, or not yet', () => {
    expect(view()).toContain('no server is known yet');
    expect(serversView(opened(), { columns: 80, rows: 5 }).map(plainText).join()).toContain('looking');
  });
});
