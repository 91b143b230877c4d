import type { EffectKind } from './report.ts';

/**
 * What a verb does to what it is about: starting a process is executing, writing a file overwrites one, creating a user
 * is administration, executing a search is reading. `objects` are the words that follow, in their order.
 */
export function effectOn(verb: string, effect: EffectKind, objects: readonly string[]): EffectKind {
  const near = objects.slice(0, NEAR);
  const row = ROWS.find(({ verbs, when }) => (verbs === effect || verbs.includes(verb)) && when(near));
  return row?.to ?? effect;
}

const NEAR = 7;

interface ObjectRow {
  /** Some verbs, or all of one effect. */
  readonly verbs: EffectKind | readonly string[];
  readonly when: (objects: readonly string[]) => boolean;
  readonly to: EffectKind;
}

/** What is run, though the verb alone would not say so. */
const RUNNABLE = words('process terminal shell command commands subprocess repl script bash powershell');

const SEARCHES = words('search searching');
/** Made for the caller, and kept nowhere. */
const ANSWERS = words('link links url urls summary report uuid uuids number numbers hash');
const RECORDS = words('node nodes file document note record');
const QUANTITIES = words('time timezone timezones currency currencies unit units number numbers');

/** What is executed without harm: a question. */
const QUESTIONS = words(`select search searches find scan lookup analysis check checks lint diagnostics aggregation
  explain count comparison validation inspection inventory audit get calculation forecast similarity readonly
  retrieval detection report reports analytics`);
/** Programs of the caller's. */
export const CODE: ReadonlySet<string> = words(
  'code command commands script scripts shell javascript python arbitrary bash program programs subprocess terminal',
);
const CHANGES = words('mutation mutations modification modifications deletion');

/** Writing one replaces what it held; a version control keeps it. */
const FILES = words('file files directory directories folder path disk');
const KEPT = words('repository github gitlab bitbucket commit branch git');

/** Who may do what, and how a system is set up. */
const PRINCIPALS = words(`user users member members admin admins collaborator collaborators owner owners role roles
  permission permissions privilege privileges policy policies setting settings password config configuration`);
const ACCESS = words(`access permission permissions role roles privilege privileges acl rls firewall iam sso scim saml
  rbac allowlist whitelist denylist config configuration`);
const HARMLESS_POLICIES = words('alert backup retention working active');

const PREPOSITIONS = words('to from by for in with on of into as at that using via against when');

const ROWS: readonly ObjectRow[] = [
  {
    verbs: ['start', 'open', 'create', 'send', 'interact', 'begin', 'type'],
    when: (objects) => objectOf(objects).some((word) => RUNNABLE.has(word)),
    to: 'execute',
  },
  { verbs: ['start', 'begin'], when: (objects) => some(objectOf(objects), SEARCHES), to: 'read' },
  { verbs: 'execute', when: (objects) => some(objects, CHANGES), to: 'destructive' },
  { verbs: 'execute', when: (objects) => isQuestion(objects), to: 'read' },
  {
    verbs: ['write', 'move', 'rename', 'replace', 'mv'],
    when: (objects) => some(objects, FILES) && !some(objects, KEPT),
    to: 'destructive',
  },
  {
    verbs: [
      ...['create', 'add', 'insert', 'update', 'modify', 'edit', 'set', 'put', 'patch', 'upsert', 'manage', 'enable'],
      ...['disable', 'assign', 'unassign', 'invite', 'register', 'attach', 'detach', 'apply', 'rotate', 'change'],
    ],
    when: isAdministration,
    to: 'admin',
  },
  { verbs: ['reset', 'change'], when: (objects) => objects.includes('password'), to: 'admin' },
  { verbs: ['generate'], when: (objects) => some(objectOf(objects), ANSWERS), to: 'read' },
  { verbs: ['open'], when: (objects) => some(objects, RECORDS), to: 'read' },
  { verbs: ['convert', 'add'], when: (objects) => some(objects, QUANTITIES), to: 'read' },
];

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

function some(objects: readonly string[], among: ReadonlySet<string>): boolean {
  return objects.some((word) => among.has(word));
}

function isQuestion(objects: readonly string[]): boolean {
  return (some(objects, QUESTIONS) || isReadOnly(objects)) && !some(objects, CODE);
}

function isReadOnly(objects: readonly string[]): boolean {
  return objects.some((word, index) => word === 'only' && objects[index - 1] === 'read');
}

/** The thing itself, without what it is taken from or put into: `user` of "user to team". */
function objectOf(objects: readonly string[]): readonly string[] {
  const end = objects.findIndex((word) => PREPOSITIONS.has(word));
  return end < 0 ? objects : objects.slice(0, end);
}

function isAdministration(objects: readonly string[]): boolean {
  const thing = objectOf(objects);
  if (some(thing, HARMLESS_POLICIES)) return false;
  return PRINCIPALS.has(thing.at(-1) ?? '') || some(thing, ACCESS);
}
