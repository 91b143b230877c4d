import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/** The tests of real processes run what a user runs: the bundle, made from the source as it is now. */
export default function setup(): void {
  execFileSync(process.execPath, ['esbuild.config.mjs'], { cwd: resolve(import.meta.dirname, '..'), stdio: 'inherit' });
}
