import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The tests of real processes run what a user runs: the bundle, made from the source as it is now. What they write lies
 * in one folder, which goes when they are done. Others may enter it, since some tests are about other users.
 */
export default function setup(): () => void {
  execFileSync(process.execPath, ['esbuild.config.mjs'], { cwd: resolve(import.meta.dirname, '..'), stdio: 'inherit' });
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'leash-tests-')));
  chmodSync(folder, 0o1777);
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
