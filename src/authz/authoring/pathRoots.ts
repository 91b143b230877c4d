/** Directories that hold some places, and no more than they have to. */
export interface Roots {
  readonly roots: readonly string[];
  /** Those of them that hold a whole home, or whatever else nobody would list without a word. */
  readonly broad: readonly string[];
}

/** What to keep out of the directories. */
export interface RootLimits {
  /** What `~` means; empty where there is none. */
  readonly home: string;
  /** Places that no directory may hold. */
  readonly avoid: ReadonlySet<string>;
}

/**
 * The longest directories that some places have in common. A directory that is too broad to be meant, or that holds
 * what is to be avoided, is taken apart; what cannot be taken apart stands for itself.
 */
export function rootsOf(places: Iterable<string>, limits: RootLimits): Roots {
  const spots = [...new Set(places)].map((place) => ({ place, folder: folderOf(place) }));
  const apart = [...new Set(cover(spots, limits))].sort();
  const kept = apart.filter((root) => !apart.some((other) => other !== root && isWithin(root, other)));
  const roots = kept.length > MAX_ROOTS && limits.avoid.size === 0 ? [commonOf(kept)] : kept;
  return { roots, broad: roots.filter((root) => isBroad(root, limits.home)) };
}

/** More than this is no list that anybody reads. */
const MAX_ROOTS = 32;

interface Spot {
  readonly place: string;
  readonly folder: string;
}

function cover(spots: readonly Spot[], limits: RootLimits): readonly string[] {
  const common = commonOf(spots.map(({ folder }) => folder));
  if (!isBroad(common, limits.home) && !holdsAvoided(common, limits)) return [common];
  const below = new Map<string, Spot[]>();
  for (const spot of spots) {
    const name = spot.folder === common ? '' : (namesOf(spot.folder)[namesOf(common).length] ?? '');
    below.set(name, [...(below.get(name) ?? []), spot]);
  }
  return [...below].flatMap(([name, group]) => (name === '' ? group.map(({ place }) => place) : cover(group, limits)));
}

/** What has an ending is a file, and its directory is what is meant; a name with a leading dot may be either. */
function folderOf(place: string): string {
  const name = place.slice(place.lastIndexOf('/') + 1);
  return /^[^.].*\.[A-Za-z0-9]{1,10}$/.test(name) ? place.slice(0, place.lastIndexOf('/')) || '/' : place;
}

function commonOf(folders: readonly string[]): string {
  const [first = [], ...others] = folders.map(namesOf);
  const length = others.reduce((most, names) => {
    const differs = names.findIndex((name, index) => name !== first[index]);
    return Math.min(most, differs < 0 ? names.length : differs);
  }, first.length);
  return `/${first.slice(0, length).join('/')}`;
}

function namesOf(folder: string): readonly string[] {
  return folder.split('/').filter((name) => name !== '');
}

function holdsAvoided(folder: string, { avoid }: RootLimits): boolean {
  for (const place of avoid) if (isWithin(place, folder)) return true;
  return false;
}

function isWithin(place: string, folder: string): boolean {
  return folder === '/' || place === folder || place.startsWith(`${folder}/`);
}

/** The root, a home, what homes lie in, and the top of every system. */
function isBroad(folder: string, home: string): boolean {
  return folder === '/' || (home !== '' && isWithin(home, folder)) || SYSTEM.test(folder);
}

const SYSTEM =
  /^\/(?:(?:home|Users|media|mnt|Volumes)(?:\/[^/]*)?|(?:private\/)?(?:etc|tmp|var)|bin|boot|dev|lib\d*|opt|proc|root|run|sbin|srv|sys|usr|private|Applications|Library|System)$/;
