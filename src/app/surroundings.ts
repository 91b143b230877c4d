import type { MatchEnvironment } from '../authz/matchers/matcher.ts';
import { userFolder } from '../edge/home.ts';
import { realPath } from '../edge/realPath.ts';

/** What paths mean on this machine while recorded requests are decided again. */
export type Surroundings = (cwd: string | null) => MatchEnvironment;

/**
 * The surroundings of a session by its working directory, or by `otherwise` where that was not recorded. Links are looked
 * up once: thousands of requests name the same few files, and all of them are judged by one moment.
 */
export function surroundings(otherwise: string): Surroundings {
  const home = userFolder();
  const realpath = remembered(realPath);
  return (cwd) => ({ cwd: cwd ?? otherwise, home, realpath });
}

/** What a look-up gave; null for nothing there. */
type Found = { readonly path: string | null } | { readonly error: unknown };

function remembered(find: (path: string) => string | null): (path: string) => string | null {
  const known = new Map<string, Found>();
  return (path) => {
    let found = known.get(path);
    if (found === undefined) {
      found = look(find, path);
      // Attacker-controlled: a log may name more paths than memory should hold.
      if (known.size >= MAX_REMEMBERED) known.clear();
      known.set(path, found);
    }
    if ('error' in found) throw found.error;
    return found.path;
  };
}

const MAX_REMEMBERED = 20_000;

function look(find: (path: string) => string | null, path: string): Found {
  try {
    return { path: find(path) };
  } catch (error) {
    return { error };
  }
}
