import { build } from 'esbuild';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** Builds a program of `fixtures/` for one test; returns its path. */
export async function buildProgram(name: string): Promise<string> {
  // Inside the checkout, so that the program finds the packages.
  const cache = join(ROOT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'leash-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'program.mjs');
  await build({
    entryPoints: [join(ROOT, 'fixtures', `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  return outfile;
}

/** A running program and the lines of its stdout. */
export interface Program {
  readonly lines: readonly string[];
  /** Resolves with the first line that fits, once it has come; rejects when the program ends before. */
  line(fits: (line: string) => boolean): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when the program has ended and all its lines are read. */
  readonly end: Promise<number | null>;
}

/** Starts `node PROGRAM ARGS...`, or the same under another command. */
export function start(program: string, args: readonly string[], under: readonly string[] = []): Program {
  const [command = process.execPath, ...rest] = [...under, process.execPath, program, ...args];
  const child: ChildProcess = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  const { stdout } = child;
  if (stdout === null) throw new Error('the program has no stdout');
  const lines: string[] = [];
  const waiting = new Set<{ fits: (line: string) => boolean; found: (line: string) => void; over: () => void }>();
  const reader = createInterface({ input: stdout });
  reader.on('line', (line) => {
    lines.push(line);
    for (const one of waiting) if (one.fits(line)) one.found(line);
  });
  const read = new Promise<void>((resolve) => reader.once('close', resolve));
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const end = Promise.all([exit, read]).then(([code]) => {
    for (const one of waiting) one.over();
    return code;
  });
  return {
    lines,
    end,
    kill: (signal) => void child.kill(signal),
    line: (fits) =>
      new Promise((resolve, reject) => {
        const come = lines.find(fits);
        if (come !== undefined) {
          resolve(come);
          return;
        }
        waiting.add({ fits, found: resolve, over: () => reject(new Error(`it ended after: ${lines.join(' | ')}`)) });
      }),
  };
}
