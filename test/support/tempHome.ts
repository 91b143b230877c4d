import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

import type { Home } from '../../src/edge/home.ts';
import { locateHome, prepareHome } from '../../src/edge/home.ts';

/** A folder that is gone when the test has finished. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'leash-test-'));
  chmodSync(folder, 0o700);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A home with its folders, gone when the test has finished. */
export function tempHome(): Home {
  const home = locateHome(join(tempFolder(), 'home'), {});
  prepareHome(home);
  return home;
}
