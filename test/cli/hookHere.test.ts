import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { decideHere, denyHere } from '../../src/cli/hookHere.ts';
import { policyText, writePolicy } from '../app/gate/support.ts';
import { emptyHome } from './home.ts';

const INPUT = Buffer.from(
  JSON.stringify({ hook_event_name: 'beforeShellExecution', workspace_roots: ['/work'], command: 'ls' }),
);

function setupIn(root: string, resident: string | null) {
  return { client: 'cursor', home: root, policy: [], agent: null, approves: false, resident };
}

/** A home with a program that only says that it was started. */
function homeWithProgram() {
  const home = emptyHome();
  writePolicy(home, policyText('{ action: shell.exec, effect: allow, reason: it may }'));
  const program = join(home.root, 'program.mjs');
  const started = join(home.root, 'started');
  writeFileSync(program, `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(started)}, '');`);
  return { home, program, started };
}

describe('decideHere', () => {
  it('decides in this process, and then leaves a resident behind', async () => {
    const { home, program, started } = homeWithProgram();
    const { text, after } = await decideHere(setupIn(home.root, program), INPUT, () => undefined);
    expect(text).toBe('{"permission":"allow"}');
    expect(existsSync(join(home.run, 'hook.started'))).toBe(false);
    await after();
    await vi.waitFor(() => expect(existsSync(started)).toBe(true), 10_000);
  });

  it.each([
    ['none is wanted', null, ''],
    ['the settings want none', 'program', 'hook: { resident: off }'],
    ['the settings are broken', 'program', 'hook: 7'],
  ])('leaves none behind where %s', async (_, wanted, settings) => {
    const { home, program } = homeWithProgram();
    writeFileSync(join(home.root, 'config.yaml'), settings);
    const { after } = await decideHere(setupIn(home.root, wanted === null ? null : program), INPUT, () => undefined);
    await after();
    expect(existsSync(join(home.run, 'hook.started'))).toBe(false);
  });
});

describe('denyHere', () => {
  it('denies in the words of the client', async () => {
    const { text, after } = denyHere(setupIn('/nowhere', null), 'too late');
    expect(JSON.parse(text)).toMatchObject({ permission: 'deny', user_message: 'too late' });
    await after();
    expect(() => denyHere({ ...setupIn('/nowhere', null), client: 'emacs' }, 'x')).toThrow('emacs');
  });
});
