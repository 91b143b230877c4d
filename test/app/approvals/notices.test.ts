import { describe, expect, it } from 'vitest';
import { noticeHeldCalls } from '../../../src/app/approvals/notices.ts';
import type { Approvals, HeldCall } from '../../../src/app/control/approvals.ts';
import type { DesktopNotice } from '../../../src/edge/desktopNotice.ts';

const CALL: HeldCall = {
  id: 'a',
  at: 0,
  expiresAt: 1000,
  session: 's',
  agent: 'claude',
  agentId: null,
  verified: false,
  server: 'fs',
  method: 'tools/call',
  action: 'delete_file',
  resource: null,
  args: { path: 'a canary' },
  argsHash: 'sha256:00',
  policySet: 'sha256:00',
  rules: [],
  reason: 'it deletes',
  owasp: [],
  risk: null,
  reaches: ['once'],
};

function opened(before: readonly HeldCall[] = []) {
  let held = before;
  let at = 0;
  let changed = (): void => undefined;
  const approvals: Approvals = {
    held: () => held,
    answer: () => Promise.reject(new Error('not asked here')),
    grants: () => [],
    revoke: () => Promise.resolve(false),
    onChange(listener) {
      changed = listener;
      return () => (changed = () => undefined);
    },
  };
  const shown: DesktopNotice[] = [];
  const stop = noticeHeldCalls(approvals, { show: (notice) => shown.push(notice), now: () => at });
  const hold = (...ids: string[]): void => {
    held = ids.map((id) => ({ ...CALL, id }));
    changed();
  };
  return { shown, hold, stop, wait: (ms: number) => (at += ms) };
}

describe('noticeHeldCalls', () => {
  it('tells of each call that begins to wait, once, and not of one that ends', () => {
    const { shown, hold, wait } = opened();
    hold('a');
    expect(shown).toEqual([{ title: 'Leash: a call waits for you', body: 'claude wants fs/delete_file' }]);
    wait(5000);
    hold('a');
    hold();
    expect(shown).toHaveLength(1);
    hold('b');
    expect(shown).toHaveLength(2);
  });

  it('never shows an argument', () => {
    const { shown, hold } = opened();
    hold('a');
    expect(JSON.stringify(shown)).not.toContain('canary');
  });

  it('makes one notice of a flood, and says what it left out', () => {
    const { shown, hold, wait } = opened();
    hold('a');
    const ids = Array.from({ length: 100 }, (_, i) => `b${i}`);
    ids.forEach((_, i) => hold('a', ...ids.slice(0, i + 1)));
    expect(shown).toHaveLength(1);
    wait(3000);
    hold('a', ...ids, 'c');
    expect(shown.slice(1).map(({ body }) => body)).toEqual(['claude wants fs/delete_file, and 100 more']);
  });

  it('tells nothing of what waited before, or after it has ended', () => {
    const { shown, hold, stop } = opened([CALL]);
    hold('a');
    stop();
    hold('a', 'b');
    expect(shown).toEqual([]);
  });
});
