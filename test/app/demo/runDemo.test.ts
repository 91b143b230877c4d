import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runDemo, type DemoOptions } from '../../../src/app/demo/runDemo.ts';
import type { StepReport } from '../../../src/app/demo/story.ts';
import { emptyFolder } from '../../cli/home.ts';
import { LEASH, LEASH_MCP } from '../../e2e/support.ts';
import { UNPROTECTED } from './unprotected.ts';

const PROTECTED = { proxy: [process.execPath, LEASH_MCP], server: [process.execPath, LEASH, 'demo', '--serve'] };

afterEach(() => vi.unstubAllEnvs());

function play(more: Partial<DemoOptions> & { readonly decide?: DemoOptions['audience']['decide'] } = {}) {
  const temporary = emptyFolder();
  vi.stubEnv('TMPDIR', temporary);
  const begun: string[] = [];
  const reports: StepReport[] = [];
  const result = runDemo({
    programs: PROTECTED,
    version: '1',
    keep: false,
    audience: {
      begins: ({ id }) => void begun.push(id),
      decide: more.decide ?? (() => Promise.resolve('approve')),
      ends: (report) => void reports.push(report),
    },
    signal: new AbortController().signal,
    ...more,
  });
  return { temporary, begun, reports, result };
}

const LEFT = { approve: 'today.', deny: 'today, draft.', nobody: 'today, draft.' } as const;

describe('runDemo', () => {
  it.each(['approve', 'deny', 'nobody'] as const)('goes as told where the person says: %s', async (verdict) => {
    const asked: unknown[] = [];
    const { temporary, begun, reports, result } = play({
      decide: (call) => {
        asked.push(call.action, call.args);
        return Promise.resolve(verdict);
      },
    });
    expect(await result).toEqual({ ok: true, kept: null });
    expect(asked).toEqual(['delete_note', { name: 'draft' }]);
    expect(reports.map(({ id, outcome }) => [id, outcome.kind])).toEqual(begun.map((id) => [id, 'as-told']));
    const told = (id: string): string => JSON.stringify(reports.find((report) => report.id === id)?.outcome);
    expect(told('delete')).toContain(`The notes that are left: ${LEFT[verdict]}`);
    // The decision that was forged is the one that denied the write.
    expect(told('log')).toContain('EDITED 00:11');
    expect(told('write')).toContain('Log entry: 00:11');
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('stops at the first step that goes otherwise', async () => {
    const { temporary, begun, reports, result } = play({ programs: UNPROTECTED });
    expect(await result).toEqual({ ok: false, kept: null });
    expect([begun, reports.map(({ outcome }) => outcome.kind)]).toEqual([['poisoned'], ['otherwise']]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('says what went wrong where a step fails, and lets nothing go out unanswered', async () => {
    const { reports, result } = play({ decide: () => Promise.reject(new Error('the person has gone')) });
    expect((await result).ok).toBe(false);
    expect(reports.at(-1)).toMatchObject({ id: 'delete', outcome: { problem: 'the person has gone' } });
  });

  it('keeps its folder where that is wanted', async () => {
    const { kept } = await play({ keep: true }).result;
    expect(readdirSync(dirname(kept ?? '')).sort()).toEqual(['home', 'tampered']);
  });

  it('is interrupted while a person is asked, and leaves nothing behind even where it would be kept', async () => {
    const stop = new AbortController();
    const { temporary, reports, result } = play({
      keep: true,
      signal: stop.signal,
      decide: () => {
        stop.abort();
        return new Promise(() => undefined);
      },
    });
    await expect(result).rejects.toThrow();
    expect(reports.map(({ id }) => id)).toEqual(['poisoned', 'read', 'write']);
    expect(existsSync(temporary) && readdirSync(temporary)).toEqual([]);
  });
});
