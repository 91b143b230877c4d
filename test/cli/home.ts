import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished } from 'vitest';

import { loadSecretTest } from '../../src/app/secretTest.ts';
import type { DecisionDraft } from '../../src/audit/entry.ts';
import { leash } from '../../src/cli/leash.ts';
import type { Io } from '../../src/cli/output.ts';
import { locateHome, prepareHome, type Home } from '../../src/edge/home.ts';
import { openAuditLog } from '../../src/edge/logStore.ts';
import { decision, event, outcome, recorded } from '../support/drafts.ts';

/** Time of the first entry; those that follow are a minute apart. */
export const START = Date.UTC(2026, 2, 1, 12);

/** Text that would colour, retitle, ring, turn around and erase. */
export const HOSTILE = '\u001b[31mred\u001b]0;title\u0007\u202Eturned\u009b2J\rgone\u200b';

/** What no output may hold, whoever wrote the log. */
const OBEYED = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069]/u;

/** Passes where a terminal would obey nothing of a text. */
export function expectHarmless(text: string): void {
  expect(OBEYED.exec(text)).toBeNull();
}

/**
 * A home for the tests of one file, with one closed log:
 * 00:0 log_start, 00:1 session_start, 00:2 allow read_file, 00:3 its outcome, 00:4 deny write_file (with a password),
 * 00:5 observe_deny delete_file, 00:6 deny with hostile texts, 00:7 allow of a resource without outcome, 00:8 session_end.
 */
export async function filledHome(): Promise<Home> {
  const folder = mkdtempSync(join(tmpdir(), 'leash-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const home = locateHome(join(folder, 'home'), {});
  prepareHome(home);
  await fill(home);
  return home;
}

/** A copy that one test may damage. */
export function copyOf(home: Home): Home {
  const folder = emptyFolder();
  cpSync(home.root, join(folder, 'home'), { recursive: true });
  return locateHome(join(folder, 'home'), {});
}

/** A home with its folders and nothing in them. */
export function emptyHome(): Home {
  const home = locateHome(join(emptyFolder(), 'home'), {});
  prepareHome(home);
  return home;
}

/** A folder for one test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'leash-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Puts a policy into a home. */
export function addPolicy(home: Home, name: string, text: string): string {
  const file = join(home.policies, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

/** Records one more decision in a home, in a session of its own. */
export async function recordMore(home: Home, over: Partial<DecisionDraft> = {}): Promise<void> {
  const log = await openLog(home);
  await recorded(log, decision({ at: minute(60), ...over }));
  await log.close();
}

/** Opens a home's log with a clock that stands still; a warning is a failure. */
export function openLog(home: Home): ReturnType<typeof openAuditLog> {
  return openAuditLog({
    home,
    loadSecretTest,
    clock: () => minute(0),
    warn: (message) => {
      throw new Error(message);
    },
  });
}

async function fill(home: Home): Promise<void> {
  const log = await openLog(home);
  log.note(event({ at: minute(1), detail: { version: '0.1.0', mode: 'enforce' } }));
  const read = await recorded(log, decision({ at: minute(2), args: { path: '/data/a.txt' } }));
  log.note(outcome(read, { at: minute(3) }));
  const reason = 'nothing allows writing';
  const args = { path: '/data/a.txt', password: 'hunter2-do-not-keep' };
  await recorded(log, decision({ at: minute(4), action: 'write_file', effect: 'deny', rules: [], reason, args }));
  const rules = [{ policy: 'careful', rule: 'no-deletes' }];
  const observed = { effect: 'observe_deny', mode: 'observe', rules, reason: 'deleting is for people' } as const;
  await recorded(log, decision({ at: minute(5), action: 'delete_file', ...observed }));
  const hostile = { agent: HOSTILE, server: HOSTILE, session: HOSTILE, action: HOSTILE, reason: HOSTILE };
  await recorded(log, decision({ at: minute(6), ...hostile, effect: 'deny', rules: [], args: { [HOSTILE]: HOSTILE } }));
  const resource = { method: 'resources/read', action: null, resource: 'file:///data/b.txt', args: null };
  await recorded(log, decision({ at: minute(7), ...resource }));
  log.note(event({ at: minute(8), event: 'session_end' }));
  await log.close();
}

function minute(count: number): { ms: number; monoNs: number } {
  return { ms: START + count * 60_000, monoNs: count };
}

/** What a command left behind. */
export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  readonly outColumns?: number;
  readonly errColumns?: number;
  readonly env?: Io['env'];
  readonly signal?: AbortSignal;
}

/** Streams that keep what is written, of no terminal unless it is said how wide. */
export function captured({ outColumns, errColumns, env }: Surroundings = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const unread = new AbortController();
  const io: Io = {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    outColumns: outColumns ?? null,
    errColumns: errColumns ?? null,
    env: env ?? {},
    unread: unread.signal,
  };
  return { io, out, err, unread };
}

/** Runs `leash WORDS... --home HOME` in this process. */
export async function run(home: Home, words: readonly string[], surroundings: Surroundings = {}): Promise<Ran> {
  const { io, out, err } = captured(surroundings);
  const signal = surroundings.signal ?? new AbortController().signal;
  const exitCode = await leash([...words, '--home', home.root], io, signal);
  return { exitCode, out: out.join(''), err: err.join('') };
}

/** The one JSON value that a command printed. */
export function jsonOf({ out }: Ran): Record<string, unknown> {
  expect(out.trimEnd()).not.toContain('\n');
  return JSON.parse(out) as Record<string, unknown>;
}

/** The JSON values of its lines. */
export function linesOf({ out }: Ran): Record<string, unknown>[] {
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
