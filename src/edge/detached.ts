import { spawn } from 'node:child_process';
import { parse } from 'node:path';

/**
 * Starts a program of Node's that outlives this process: in a group of its own, in the root folder, without any of this
 * process's streams, and with no more of its surroundings than what says where things are.
 */
export function startDetached(program: string, words: readonly string[], env: NodeJS.ProcessEnv = process.env): void {
  const child = spawn(process.execPath, [program, ...words], {
    detached: true,
    stdio: 'ignore',
    cwd: parse(process.execPath).root,
    env: Object.fromEntries(KEPT.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]))),
    windowsHide: true,
  });
  // Whoever starts it goes on without it.
  child.on('error', () => undefined);
  child.unref();
}

/** Where the user's folder and temporary files are; what Windows cannot start a program without. */
const KEPT = ['HOME', 'USERPROFILE', 'TMPDIR', 'TMP', 'TEMP', 'SystemRoot'] as const;
