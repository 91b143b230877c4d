import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { emptyFolder, emptyHome } from '../cli/home.ts';
import { LEASH } from '../e2e/support.ts';

/** What a terminal must have been told last: no synchronized output, wrapping, a cursor, and the screen from before. */
const CLEAN = '\u001b[?2026l\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l';

interface Run {
  readonly output: string;
  readonly exit: number | null;
  /** Whether the terminal takes and shows letters as it did before. */
  readonly same: boolean;
}

/** Runs the dashboard on a terminal, and does something each time that its foot is drawn anew. */
async function runIn(actions: readonly string[], env: NodeJS.ProcessEnv = {}, wanted = 'q quit'): Promise<Run> {
  const pty = join(import.meta.dirname, 'onTerminal.py');
  const program = [process.execPath, LEASH, '--home', emptyHome().root, 'dashboard'];
  const { stdout } = await promisify(execFile)('python3', [pty, '80', '24', wanted, actions.join(','), ...program], {
    env: { ...process.env, TERM: 'xterm-256color', NO_COLOR: '', ...env },
  });
  return JSON.parse(stdout) as Run;
}

describe.runIf(hasPython())('the dashboard on a terminal', () => {
  it('is left clean with q, and was in colours', async () => {
    const { output, exit, same } = await runIn(['q']);
    expect([exit, same]).toEqual([0, true]);
    expect(output.startsWith('\u001b[?1049h')).toBe(true);
    expect(output).toMatch(/\u001b\[32m/);
    expect(output.endsWith(CLEAN)).toBe(true);
  });

  it('is left clean with Ctrl+C, draws also where CI is set, and without colours where NO_COLOR is', async () => {
    const { output, exit, same } = await runIn([String.raw`\x03`], { NO_COLOR: '1', CI: 'true' });
    expect([exit, same]).toEqual([0, true]);
    expect(output).not.toMatch(/\u001b\[3\dm/);
    expect(output.endsWith(CLEAN)).toBe(true);
  });

  it.each(['SIGTERM', 'SIGHUP'])('is left clean by %s', async (signal) => {
    const { output, exit, same } = await runIn([signal]);
    expect([exit, same]).toEqual([0, true]);
    expect(output.endsWith(CLEAN)).toBe(true);
  });

  it('is left clean by a crash, and says on the old screen what happened', async () => {
    const crash = join(emptyFolder(), 'crash.mjs');
    writeFileSync(crash, "process.on('SIGUSR2', () => { throw new Error('boom'); });\n");
    const { output, exit, same } = await runIn(['SIGUSR2'], { NODE_OPTIONS: `--import ${crash}` });
    expect([exit, same]).toEqual([3, true]);
    expect(output.slice(output.indexOf(CLEAN))).toContain('boom');
  });

  it('draws in another size at once, and never erases what has scrolled away', async () => {
    const { output, exit } = await runIn(['100x30', 'q']);
    expect(exit).toBe(0);
    expect(output).toContain('\u001b[30;1H');
    expect(output).not.toContain('\u001b[3J');
  });
});

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return process.platform !== 'win32';
  } catch {
    return false;
  }
}
