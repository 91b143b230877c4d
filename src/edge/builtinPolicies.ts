import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LeashError } from '../errors.ts';

/** The policies that come with the package: by name, the file of each. */
export function builtinPolicies(): ReadonlyMap<string, string> {
  const folder = builtinFolder();
  const files = readdirSync(folder).filter((file) => file.endsWith(EXTENSION));
  return new Map(files.sort().map((file) => [file.slice(0, -EXTENSION.length), join(folder, file)]));
}

/** The one that is always loaded, and asked last. */
export const FLOOR = 'default';

const EXTENSION = '.yaml';

/** The first folder `policies/` above this module: the package's root, from its sources and from a bundle in `dist/`. */
function builtinFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, 'policies');
    if (existsSync(join(candidate, FLOOR + EXTENSION))) return candidate;
    const parent = dirname(folder);
    if (parent === folder) break;
    folder = parent;
  }
  throw new LeashError('ERR_POLICY_INVALID', 'the built-in policies are missing from the package; install it again');
}
