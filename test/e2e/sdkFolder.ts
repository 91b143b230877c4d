import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LEASH, temporaryHome } from './support.ts';

const root = resolve(import.meta.dirname, '../..');

/** What examples import besides Leash. */
const PACKAGES = ['@langchain', '@openai', 'ai', 'langchain', 'zod'];

/** A folder of somebody who has installed the package as it is built, and copied the examples. */
export function userFolder() {
  const folder = temporaryHome();
  const modules = join(folder.path, 'node_modules');
  mkdirSync(modules);
  for (const name of PACKAGES) symlinkSync(join(root, 'node_modules', name), join(modules, name));
  // The package's own folder lies two above its programs.
  symlinkSync(resolve(dirname(LEASH), '../..'), join(modules, 'leash-mcp'));
  cpSync(join(root, 'examples'), folder.path, { recursive: true });
  writeFileSync(join(folder.path, 'package.json'), '{"type":"module"}');
  return { ...folder, home: join(folder.path, 'home') };
}

/** What a program printed and how it ended. */
export interface ProgramRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a file of such a folder. */
export function runIn(
  folder: { readonly path: string; readonly home: string },
  command: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<ProgramRun> {
  const [program = '', ...args] = command;
  return new Promise((done) => {
    const options = { cwd: folder.path, env: { ...process.env, LEASH_HOME: folder.home, ...env }, timeout: 50_000 };
    execFile(program, args, options, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
    });
  });
}
