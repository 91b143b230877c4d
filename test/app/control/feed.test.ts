import { describe, expect, it } from 'vitest';
import { feedOf, type LiveEvent } from '../../../src/app/control/feed.ts';
import type { Receipt } from '../../../src/audit/entry.ts';
import type { AuditLog, Recorded } from '../../../src/audit/log.ts';
import { LeashError } from '../../../src/errors.ts';
import { receiptAt as receipt } from '../../proxy/support.ts';
import { decision, event, outcome } from '../../support/drafts.ts';

/** A log that answers when it is told to. */
function fakeLog() {
  const waiting: Recorded[] = [];
  const log: AuditLog = {
    append: (_draft, done) => waiting.push(done),
    note: () => undefined,
    backlog: 0,
    close: () => Promise.resolve(),
  };
  return { log, answer: (result: Receipt | LeashError) => waiting.shift()?.(result) };
}

function opened() {
  const inner = fakeLog();
  const { log, feed } = feedOf(inner.log, () => 5000);
  const heard: LiveEvent[] = [];
  const stop = feed.listen((one) => heard.push(one));
  return { ...inner, log, feed, heard, stop };
}

describe('feedOf', () => {
  it('tells a decision once it is recorded, before who waits for the log goes on', () => {
    const { log, answer, heard } = opened();
    const order: string[] = [];
    log.append(decision({ effect: 'deny' }), () => order.push(`done after ${heard.length}`));
    expect(heard).toEqual([]);
    answer(receipt(7));
    expect(order).toEqual(['done after 1']);
    expect(heard[0]).toMatchObject({ kind: 'decision', seq: 1, place: '00:7', effect: 'deny', recordNs: 4000 });
  });

  it('never tells arguments', () => {
    const { log, answer, heard } = opened();
    log.append(decision({ args: { path: 'a canary' } }), () => undefined);
    answer(receipt(0));
    expect(JSON.stringify(heard)).not.toContain('canary');
  });

  it('counts each thing once, also what the log could not take', () => {
    const { log, answer, feed } = opened();
    for (const effect of ['allow', 'deny', 'observe_deny'] as const) {
      log.append(decision({ effect }), () => undefined);
      answer(receipt(1));
    }
    log.append(decision({ effect: 'allow' }), () => undefined);
    answer(new LeashError('ERR_LOG_UNAVAILABLE', 'full'));
    log.note(outcome(receipt(1), { status: 'success' }));
    log.note(outcome(receipt(1), { status: 'tool-error' }));
    log.note(event());
    expect(feed.counts).toEqual({
      allowed: 1,
      denied: 1,
      observed: 1,
      unrecorded: 1,
      outcomes: 2,
      errors: 1,
      events: 1,
    });
  });

  it('keeps the newest thousand, in order, for who comes late', () => {
    const { log, feed } = opened();
    for (let i = 0; i < 2500; i += 1) log.note(event());
    expect(feed.recent().map(({ seq }) => seq)).toEqual(Array.from({ length: 1000 }, (_, i) => 1501 + i));
    expect(feed.recent(2498).map(({ seq }) => seq)).toEqual([2499, 2500]);
    expect(feed.recent(2500)).toEqual([]);
  });

  it('tells nobody who has stopped listening', () => {
    const { log, heard, stop } = opened();
    stop();
    log.note(event());
    expect(heard).toEqual([]);
  });
});
