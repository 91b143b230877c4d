import { locateHome, type Home } from '../edge/home.ts';

/** The home that `--home` names, or the default one. */
export function homeAt(path: string | null): Home {
  return locateHome(path ?? undefined);
}
