import type { DesktopNotice } from '../../edge/desktopNotice.ts';
import { printable } from '../../jsonrpc/printable.ts';
import type { Approvals, HeldCall } from '../control/approvals.ts';

/** Who is told, and how time goes. */
export interface NoticeOptions {
  readonly show: (notice: DesktopNotice) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** A flood of calls is one notice and what it leaves out. */
const APART_MS = 3000;

/** Tells the person's desktop of each call that begins to wait, without its arguments; returns what ends that. */
export function noticeHeldCalls(approvals: Approvals, { show, now }: NoticeOptions): () => void {
  let known: ReadonlySet<string> = new Set(approvals.held().map(({ id }) => id));
  let last = -Infinity;
  let untold = 0;
  return approvals.onChange(() => {
    const held = approvals.held();
    const fresh = held.filter(({ id }) => !known.has(id));
    known = new Set(held.map(({ id }) => id));
    const newest = fresh.at(-1);
    if (newest === undefined) return;
    untold += fresh.length;
    if (now() - last < APART_MS) return;
    last = now();
    show({ title: 'Leash: a call waits for you', body: bodyOf(newest, untold - 1) });
    untold = 0;
  });
}

function bodyOf({ agent, server, action, method }: HeldCall, others: number): string {
  const call = `${printable(agent, 64)} wants ${printable(server, 64)}/${printable(action ?? method, 64)}`;
  return others === 0 ? call : `${call}, and ${others} more`;
}
