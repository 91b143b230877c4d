import { statSync } from 'node:fs';
import { assertHomeSafe, locateHome, type Home } from '../edge/home.ts';
import { LeashError } from '../errors.ts';

/** The home that `--home` names, or the default one, for reading; it need not be there. Throws for what can be none. */
export function homeAt(path: string | null): Home {
  // An unset variable in a script would otherwise make the working directory the home.
  if (path === '') throw new LeashError('ERR_USAGE', '--home takes a folder, not an empty text');
  const home = locateHome(path ?? undefined);
  if (isOther(home.root)) {
    throw new LeashError(
      'ERR_HOME_UNSAFE',
      `\`${home.root}\` is not a folder; choose another home: --home or LEASH_HOME`,
    );
  }
  return home;
}

/** The same for writing: refuses a home that others can reach. */
export function ownHomeAt(path: string | null): Home {
  const home = homeAt(path);
  assertHomeSafe(home);
  return home;
}

/** Whether something lies there, or above it, that is no folder. */
function isOther(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOTDIR';
  }
}
