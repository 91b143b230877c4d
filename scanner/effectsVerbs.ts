import type { EffectKind } from './report.ts';

/** How surely a word is a verb: `delete` always, `archive` mostly, `report` sometimes. */
export type Certainty = 'always' | 'mostly' | 'sometimes';

/** What a word says that a tool does. */
export interface Verb {
  readonly effect: EffectKind;
  readonly certainty: Certainty;
}

/** What an English verb in its base form says; undefined for other words. */
export function verbOf(word: string): Verb | undefined {
  return VERBS.get(word);
}

/** The base form of a word of running text that is a verb: `deletes`, `deleting`; `deleted` is a state, and none. */
export function baseVerbOf(word: string): string | undefined {
  return basesOf(word).find((base) => VERBS.has(base));
}

function basesOf(word: string): readonly string[] {
  if (word.endsWith('ies')) return [word, `${word.slice(0, -3)}y`];
  if (word.endsWith('es')) return [word, word.slice(0, -1), word.slice(0, -2)];
  if (word.endsWith('s') && !word.endsWith('ss')) return [word, word.slice(0, -1)];
  if (!word.endsWith('ing') || word.length < 6) return [word];
  const stem = word.slice(0, -3);
  return stem.at(-1) === stem.at(-2) ? [word, stem, stem.slice(0, -1)] : [word, stem, `${stem}e`];
}

interface VerbRow extends Verb {
  readonly words: string;
}

/** A word that stands in two rows counts for the first. */
const ROWS: readonly VerbRow[] = [
  { effect: 'execute', certainty: 'always', words: 'execute exec evaluate invoke' },
  {
    effect: 'execute',
    certainty: 'mostly',
    words: 'run rerun eval spawn launch trigger interpret shell bash powershell interact',
  },
  {
    effect: 'execute',
    certainty: 'sometimes',
    words: 'terminal script dispatch sampling sample agent act automate call runner executor executer',
  },
  {
    effect: 'destructive',
    certainty: 'always',
    words: `delete remove purge truncate erase wipe destroy kill terminate uninstall unpublish overwrite expunge
      obliterate shred rm rmdir del unlink nuke deprovision decommission deallocate unsend`,
  },
  {
    effect: 'destructive',
    certainty: 'mostly',
    words: `drop clear reset clean flush rollback cleanup archive trash prune discard empty evict vacuum delist rebuild restore
      revert`,
  },
  { effect: 'destructive', certainty: 'sometimes', words: 'mutation release recycle garbage cascade' },
  {
    effect: 'admin',
    certainty: 'mostly',
    words: `grant revoke authorize authorise impersonate sudo chmod chown configure elevate promote demote whitelist
      blacklist allowlist denylist ban unban login logout signin signout authenticate connect`,
  },
  { effect: 'admin', certainty: 'sometimes', words: 'auth' },
  {
    effect: 'write',
    certainty: 'always',
    words: `create add insert update upsert edit modify append write send upload publish assign unassign enable disable
      cancel rename invite subscribe unsubscribe submit manage navigate install deploy export attach detach`,
  },
  {
    effect: 'write',
    certainty: 'mostly',
    words: `set put patch post push commit merge fork clone copy duplicate save store reply forward share move schedule
      toggle start stop restart reboot pause resume suspend sync apply upgrade downgrade approve reject accept decline
      dismiss register unregister generate draw fill click press hover drag scroll type open close switch resize select
      checkout stash rebase init initialize initialise import ingest replace transfer convert finalize finalise place
      book pay charge refund activate deactivate unarchive reprioritize mark unmark pin unpin star unstar follow
      unfollow like vote react mute unmute block unblock lock unlock join leave end begin finish complete snooze
      remember forget learn memorize associate migrate backup notify broadcast tweet dm remind reorder crop render
      synthesize compose build compile pull rotate renew reserve allocate scale request repair fix refactor mount
      unmount bind claim redeem withdraw deposit swap bridge mint burn stake sign buy sell trade handoff escalate watch
      enroll adjust link increment decrement inject seed populate extend shrink expand focus mkdir touch dump enqueue
      dequeue change provision shutdown disconnect reassign go back simulate split turn handle`,
  },
  {
    effect: 'write',
    certainty: 'sometimes',
    words: `comment message note mail email reminder review label tag snapshot power cycle session stage record draft
      invoice order payment bookmark annotation reaction speak tts webhook ingestion integration process control writer editor
      updater creator sender uploader`,
  },
  {
    effect: 'read',
    certainty: 'always',
    words: `get list read search find fetch show describe view retrieve verify inspect analyze analyse explain
      summarize summarise lookup enumerate grep whoami calculate compute validate download`,
  },
  {
    effect: 'read',
    certainty: 'mostly',
    words: `count check compare browse cat head tail poll monitor ping help lint parse translate preview estimate
      recommend suggest resolve discover explore peek observe extract echo screenshot scan display return detect
      classify recall wait autocomplete aggregate match enrich filter identify locate examine audit diff query print
      think reason expect assert hash encode decode measure predict forecast rank score tokenize listen collect gather
      load see ls dir stat glob whois traceroute nslookup dig ask answer geocode regeocode introspect transcribe ocr
      visualize visualise say demonstrate provide obtain gzip compress`,
  },
  {
    effect: 'read',
    certainty: 'sometimes',
    words: `status info information details detail history log logs stats statistics summary summarizer report test
      usage metrics health version schema schemas metadata structure tree blame reflog documentation docs context
      weather news distance direction directions route time date location geo price prices quote table tables index
      indices state capture map maps format categories types option options kernels guide instructions id ids names url
      definitions definition explorer reader searcher fetcher viewer finder checker validator lister overview insights dashboard feed timeline results result contents content
      reference examples thinking sequential thought memory graph balance portfolio
      leaderboard versions statuses members config configuration settings capabilities profile trace name access look
      sum plan`,
  },
];

const VERBS: ReadonlyMap<string, Verb> = new Map(
  [...ROWS].reverse().flatMap(({ words, ...verb }) => words.split(/\s+/).map((word): [string, Verb] => [word, verb])),
);
