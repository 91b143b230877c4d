import { execFile, execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LEASH } from '../../e2e/support.ts';
import { processesWith } from '../../e2e/processesWith.ts';
import { captured, emptyFolder, jsonOf } from '../home.ts';
import { leash } from '../../../src/cli/leash.ts';

/** Where the demo has its folder. */
let temporary: string;
const script = process.argv[1] ?? '';
beforeEach(() => {
  temporary = emptyFolder();
  vi.stubEnv('TMPDIR', temporary);
  process.argv[1] = LEASH;
});
afterEach(() => {
  process.argv[1] = script;
  vi.unstubAllEnvs();
});

async function demo(words: readonly string[], signal = new AbortController().signal) {
  const { io, out, err } = captured();
  const exitCode = await leash(['demo', ...words], io, signal);
  return { exitCode, out: out.join(''), err: err.join('') };
}

describe('leash demo', () => {
  it('tells its six steps in 80 columns, and leaves nothing behind', async () => {
    const { exitCode, out, err } = await demo(['--yes']);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out.match(/^\d\. /gm)).toHaveLength(6);
    expect(out).toContain('All went as told.');
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('asks nobody where it writes for machines, and denies the call that waits', async () => {
    const ran = await demo(['--json']);
    expect([ran.exitCode, ran.err]).toEqual([0, '']);
    const { ok, kept, steps } = jsonOf(ran) as { ok: boolean; kept: null; steps: { id: string; ok: boolean }[] };
    expect([ok, kept, steps.map((step) => [step.id, step.ok])]).toEqual([
      true,
      null,
      ['poisoned', 'read', 'write', 'delete', 'rug-pull', 'log'].map((id) => [id, true]),
    ]);
    expect(JSON.stringify(steps)).toContain('Nobody is there to be asked');
  });

  it('fails where its proxy does not start', async () => {
    process.argv[1] = join(import.meta.dirname, 'demo.test.ts');
    const { exitCode, err } = await demo([]);
    expect([exitCode, err]).toEqual([3, expect.stringContaining('it ended')]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('does nothing where it is interrupted before it begins', async () => {
    const { exitCode, out } = await demo(['--json'], AbortSignal.abort());
    expect([exitCode, out, readdirSync(temporary)]).toEqual([130, '', []]);
  });
});

describe.runIf(hasPython())('leash demo on a terminal', () => {
  const onTerminal = join(import.meta.dirname, '../../tui/onTerminal.py');
  const play = async (wanted: string, action: string): Promise<{ output: string; exit: number }> => {
    const words = [onTerminal, '80', '24', wanted, action, process.execPath, LEASH, 'demo'];
    const { stdout } = await promisify(execFile)('python3', words, { env: { ...process.env, TERM: 'xterm' } });
    return JSON.parse(stdout) as { output: string; exit: number };
  };
  const expectNothingLeft = (): void => {
    expect([readdirSync(temporary), processesWith(`TMPDIR=${temporary}`)]).toEqual([[], []]);
  };

  it.each([
    ['y', 'The notes that are left: today.'],
    ['n', 'The notes that are left: today, draft.'],
  ])('asks a person, who says %s', async (answer, left) => {
    const { output, exit } = await play('[y/N]', `${answer}\\n`);
    expect(exit).toBe(0);
    expect(output).toContain('"name" = "draft"');
    expect(output.replaceAll(/\s+/g, ' ')).toContain(left);
    expectNothingLeft();
  });

  it.each([
    ['[y/N]', String.raw`\x03`, 130],
    ['[y/N]', 'SIGTERM', 143],
    ['poisoned server', 'SIGHUP', 129],
  ])('ends at %s with %s, and leaves neither processes nor files', async (wanted, action, code) => {
    const { output, exit } = await play(wanted, action);
    expect(exit).toBe(code);
    expect(output).toContain('interrupted');
    expectNothingLeft();
  });
});

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
