import { describe, expect, it } from 'vitest';

import type { LogLine } from '../../src/app/auditLine.ts';
import type { TailOptions } from '../../src/app/auditTail.ts';
import { tailLog } from '../../src/app/auditTail.ts';
import type { Home } from '../../src/edge/home.ts';
import { calls, openLog, record, session } from '../support/logs.ts';
import { tempHome } from '../support/tempHome.ts';

/** Follows a log until so many lines have come. */
function following(home: Home, options: Partial<TailOptions> = {}) {
  const stop = new AbortController();
  const lines = tailLog(home, { filter: {}, last: 0, signal: stop.signal, pollMs: 1, ...options });
  return {
    async take(count: number): Promise<LogLine[]> {
      const taken: LogLine[] = [];
      while (taken.length < count) {
        const next = await lines.next();
        if (next.done === true) break;
        taken.push(next.value);
      }
      return taken;
    },
    async end(): Promise<LogLine[]> {
      stop.abort();
      const rest: LogLine[] = [];
      for await (const line of lines) rest.push(line);
      return rest;
    },
  };
}

function names(lines: readonly LogLine[]): string[] {
  return lines.map(({ entry, effect }) =>
    entry?.record_phase === 'pre_execution' ? entry.leash.reason : `${entry?.record_phase ?? 'damaged'} ${effect}`,
  );
}

describe('tailLog', () => {
  it('starts with the last entries and goes on with new ones, outcomes included', async () => {
    const home = tempHome();
    await session(home, calls(3));
    const tail = following(home, { last: 2, filter: { agent: 'claude' } });
    expect(names(await tail.take(2))).toEqual(['call 1', 'call 2']);
    await session(home, calls(2));
    expect(names(await tail.take(4))).toEqual(['call 0', 'post_execution success', 'call 1', 'post_execution success']);
    expect(await tail.end()).toEqual([]);
  });

  it('finds shards that are new', async () => {
    const home = tempHome();
    const tail = following(home, { filter: { agent: 'claude', effect: 'deny' } });
    const first = tail.take(2);
    const logs = [await openLog(home), await openLog(home)];
    for (const log of logs) await record(log, calls(3));
    expect((await first).map((line) => line.shard).sort()).toEqual(['00', '01']);
    for (const log of logs) await log.close();
    await tail.end();
  });

  it('shows only what fits', async () => {
    const home = tempHome();
    const tail = following(home, { filter: { effect: 'deny', server: 'filesystem', since: 0 } });
    const taken = tail.take(2);
    await session(home, [...calls(6), ...calls(3, { server: 'other' })]);
    expect(names(await taken)).toEqual(['call 2', 'call 5']);
    expect(await tail.end()).toEqual([]);
  });

  it('ends at once when nothing happens', async () => {
    const tail = following(tempHome(), { pollMs: 1_000_000 });
    const rest = tail.take(1);
    await tail.end();
    expect(await rest).toEqual([]);
  });
});
