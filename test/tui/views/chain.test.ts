import { describe, expect, it } from 'vitest';
import type { ChainShard, ChainStatus } from '../../../src/app/chainStatus.ts';
import { plainText } from '../../../src/tui/line.ts';
import type { Message } from '../../../src/tui/model.ts';
import { chainView } from '../../../src/tui/views/chain.ts';
import { after, NOW, opened } from '../support.ts';

const SHARD: ChainShard = { shard: '00', state: 'running', entries: 12, last: NOW, signed: 12, head: 12 };
const chain = (change: Partial<ChainShard> = {}, rest: Partial<ChainStatus> = {}): Message => ({
  type: 'looked',
  part: 'chain',
  sight: { key: 'leash-root/abc', problem: null, shards: [{ ...SHARD, ...change }], unreadable: [], ...rest },
});
const view = (...messages: readonly Message[]): string =>
  chainView(after(opened(), ...messages), { columns: 80, rows: 19 })
    .map(plainText)
    .join('\n');

describe('chainView', () => {
  it.each([
    [{}, /00 +running +12 +✓ all/],
    [{ signed: null }, /no checkpoint/],
    [{ head: 20 }, /! head says 20/],
    [{ signed: 9 }, /9 signed/],
    [{ state: 'missing', entries: 0, signed: null, last: null }, /missing +0 +head says 12/],
  ] as const)('says how a log stands: %j', (change, line) => {
    expect(view(chain(change))).toMatch(line);
  });

  it('says whether the log was verified, and why not', () => {
    expect(view(chain())).toContain('not since the dashboard opened');
    expect(view(chain(), { type: 'verified', verification: { kind: 'running' } })).toContain('verifying every entry');
    expect(view(chain(), { type: 'verified', verification: { kind: 'failed', at: NOW, why: 'no key' } })).toContain(
      'no key',
    );
  });

  it.each([
    ['verified', [], '✓ every entry is what was written: 12 entries'],
    ['tampered', [{ kind: 'x', shard: '00', seq: 1, recordId: null, message: 'torn' }], '✗ TAMPERED'],
  ] as const)('says loudly that it is %s', (status, findings, text) => {
    const report: unknown = {
      status,
      findings,
      gaps: [],
      logs: [{ slot: '00', report: { entries: 12 } }],
      entries: 12,
      window: { entries: 3, since: NOW },
    };
    const verification = { kind: 'done', at: NOW, report } as unknown as Extract<
      Message,
      { type: 'verified' }
    >['verification'];
    const said = view(chain(), { type: 'verified', verification });
    expect(said).toContain(text);
    expect(said).toContain(status === 'verified' ? '✓ all' : '✗ tampered');
    expect(said).toContain('all but the last 3');
  });

  it('says what cannot be read', () => {
    expect(view(chain({}, { unreadable: [{ shard: '01', why: 'locked' }] }))).toContain(
      'log 01 cannot be read: locked',
    );
    expect(view(chain({}, { key: null, problem: 'no key' }))).toContain('no key');
    expect(view({ type: 'trouble', part: 'chain', why: 'gone' })).toContain('gone');
    expect(view()).toContain('looking');
  });
});
