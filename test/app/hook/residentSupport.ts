import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished, vi } from 'vitest';
import { askResident, type ResidentQuestion } from '../../../src/app/hook/askResident.ts';
import { runResident } from '../../../src/app/hook/resident.ts';
import type { Home } from '../../../src/edge/home.ts';
import { readHookNote } from '../../../src/edge/hookNote.ts';
import { policyText } from '../gate/support.ts';

const folder = mkdtempSync(join(tmpdir(), 'leash-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Stands for the file of the program: nothing is started from it. */
export const PROGRAM = join(folder, 'leash.js');
writeFileSync(PROGRAM, '');

export const ALLOW_LS = policyText(
  '{ action: shell.exec, effect: allow, reason: looking, args: { program: { equals: ls } }, unlisted_args: allow }',
);

/** What Claude Code sends before it runs a command. */
export const callOf = (command: string): Buffer =>
  Buffer.from(
    JSON.stringify({
      hook_event_name: 'PreToolUse',
      session_id: 's',
      cwd: '/work',
      tool_name: 'Bash',
      tool_input: { command },
    }),
  );

/** A resident in this process that answers already, ended when the test has finished. */
export async function resident(
  home: Home,
  over: { readonly policy?: readonly string[]; readonly idleMs?: number } = {},
) {
  const ending = new AbortController();
  let isOver = false;
  const ended = runResident({
    home: home.root,
    policy: [],
    program: PROGRAM,
    signal: ending.signal,
    lookMs: 20,
    ...over,
  }).finally(() => {
    isOver = true;
  });
  const end = async (): Promise<void> => {
    ending.abort();
    await ended;
  };
  onTestFinished(end);
  await vi.waitFor(() => {
    if (!isOver && readHookNote(home) === null) throw new Error('not there yet');
  }, 10_000);
  return { ended, end };
}

/** Asks as a hook of Claude Code with `--approve`; null where it has to decide by itself, else what it says. */
export async function ask(home: Home, command: string, over: Partial<ResidentQuestion> = {}): Promise<string | null> {
  const question = {
    home: home.root,
    policy: [],
    program: PROGRAM,
    client: 'claude-code',
    agent: null,
    approves: true,
  };
  const answer = await askResident({ ...question, input: callOf(command), ...over });
  if (answer === null) return null;
  return /"permissionDecision":"(\w+)"/.exec(answer.text)?.[1] ?? answer.text;
}
