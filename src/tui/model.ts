import type { ApprovalAnswer, Reach } from '../app/control/approvals.ts';
import type { LiveCounts, LiveOutcome } from '../app/control/feed.ts';
import type { FleetCall, FleetEvent, FleetProxy } from '../app/control/fleet.ts';
import type { LogLine } from '../app/auditLine.ts';
import type { ShowResult } from '../app/auditShow.ts';
import type { LogReport } from '../app/auditVerify.ts';
import type { Sights } from './source.ts';

/** The screens, in the order of their keys. */
export const SCREENS = ['calls', 'approvals', 'servers', 'agents', 'policies', 'rates', 'chain'] as const;
export type Screen = (typeof SCREENS)[number];

/** What of the home a screen shows: looked up when it is opened, and again while it is. */
export const PARTS: ReadonlyMap<Screen, keyof Sights> = new Map<Screen, keyof Sights>([
  ['servers', 'servers'],
  ['agents', 'agents'],
  ['policies', 'policies'],
  ['chain', 'chain'],
]);

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** What was decided, or `event` for what is no decision; `unrecorded` where the log could not take it. */
export type RowEffect = 'allow' | 'deny' | 'observe_deny' | 'unrecorded' | 'event';

/** One line of the live list. Texts are foreign, and cut to what a person reads. */
export interface Row {
  /** Counts up in this dashboard. */
  readonly number: number;
  readonly proxy: string;
  readonly at: number;
  readonly session: string;
  readonly agent: string;
  readonly server: string;
  readonly effect: RowEffect;
  /** Where it stands in the log, as `00:17`; null for events and for what could not be recorded. */
  readonly place: string | null;
  readonly recordId: string | null;
  /** `client` or `server`; empty for events. */
  readonly from: string;
  readonly method: string;
  /** What is called; an event's name for events. */
  readonly action: string;
  readonly resource: string;
  readonly rules: readonly string[];
  /** Why; an event's details for events. */
  readonly reason: string;
  readonly owasp: string;
  readonly policySet: string;
  /** From the decision to its durable record; null where nobody told. */
  readonly recordNs: number | null;
  readonly outcome: {
    readonly status: LiveOutcome['status'];
    readonly durationNs: number;
    readonly bytes: number | null;
  } | null;
}

/** How often a rule, an agent or a server came up. */
export interface Tally {
  readonly allow: number;
  readonly deny: number;
  readonly observe_deny: number;
  readonly unrecorded: number;
  readonly last: number;
}

/** What happened within one second. */
export interface Bucket {
  readonly allowed: number;
  readonly denied: number;
  readonly observed: number;
  readonly unrecorded: number;
  /** How many of the events that were shown took how long to record, by the classes of `latency.ts`. */
  readonly latency: readonly number[];
}

/** All that live events come down to; bounded, however many there were. */
export interface Live {
  readonly next: number;
  /** Oldest first. */
  readonly rows: readonly Row[];
  /** The newest denials, which a flood of allowed calls does not push out. */
  readonly denials: readonly Row[];
  /** Events that were counted and not shown: more came than anybody could read. */
  readonly missed: number;
  readonly rules: ReadonlyMap<string, Tally>;
  readonly agents: ReadonlyMap<string, Tally>;
  /** By second since the epoch. */
  readonly seconds: ReadonlyMap<number, Bucket>;
  /** The number of the last event of each process. */
  readonly seen: ReadonlyMap<string, number>;
  /** What each process has counted by itself, those that have ended included: exact, however little was shown. */
  readonly counts: ReadonlyMap<string, LiveCounts>;
  /** The sum of those that were forgotten. */
  readonly forgotten: LiveCounts;
  readonly proxies: ReadonlyMap<string, FleetProxy>;
  readonly held: ReadonlyMap<string, readonly FleetCall[]>;
}

/** What the live list is narrowed to; nothing where empty. */
export interface Filter {
  readonly agent: string;
  readonly server: string;
  readonly effect: string;
  readonly text: string;
}

/** What waits for a second key, or for the passphrase. */
export type Question =
  | {
      readonly kind: 'answer';
      readonly call: FleetCall;
      readonly verdict: ApprovalAnswer['verdict'];
      readonly reach: Reach;
    }
  | { readonly kind: 'stop' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'passphrase'; readonly of: Widening; readonly typed: string };

/** An entry that is looked at in full. */
export interface Opened {
  readonly row: Row;
  readonly found: ShowResult | null;
  readonly problem: string | null;
}

export interface Notice {
  readonly text: string;
  readonly tone: 'good' | 'bad' | 'plain';
  /** When it goes away. */
  readonly until: number;
}

/** Where the person is, and what they do. */
export interface Ui {
  readonly screen: Screen;
  readonly chosen: Readonly<Record<Screen, number>>;
  /** The held call that is looked at, by its id; null for the oldest. */
  readonly held: string | null;
  /** How far a long text is scrolled. */
  readonly scroll: number;
  /** The list as it was when it was paused; null where it follows. */
  readonly paused: readonly Row[] | null;
  readonly filter: Filter;
  /** What is being typed after `/`; null where nothing is. */
  readonly typing: string | null;
  readonly question: Question | null;
  readonly opened: Opened | null;
  /** The server whose tools are shown, and whether one tool is shown in full. */
  readonly inside: { readonly server: number; readonly tool: number; readonly whole: boolean } | null;
  readonly help: boolean;
  readonly notice: Notice | null;
  /** Held calls for which an answer is on its way. */
  readonly sending: ReadonlySet<string>;
}

/** How the log was verified last; null where it was not. */
export type Verification =
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly at: number; readonly report: LogReport }
  | { readonly kind: 'failed'; readonly at: number; readonly why: string };

export interface State {
  readonly now: number;
  readonly startedAt: number;
  readonly size: Size;
  readonly bell: boolean;
  readonly live: Live;
  /** Parts of the home; null where they were not looked up yet. */
  readonly sights: { readonly [Part in keyof Sights]: Sights[Part] | null };
  /** Why a part cannot be read. */
  readonly troubles: { readonly [Part in keyof Sights]?: string };
  readonly verification: Verification | null;
  readonly ui: Ui;
}

/** A key, by its name: a character as itself, else `up`, `enter`, `ctrl-u`; `text` for what was pasted. */
export interface Key {
  readonly name: string;
  readonly text: string;
}

export type Message =
  | { readonly type: 'fleet'; readonly events: readonly FleetEvent[] }
  | { readonly type: 'history'; readonly lines: readonly LogLine[] }
  | { readonly type: 'tick'; readonly now: number }
  | { readonly type: 'resized'; readonly size: Size }
  | { readonly type: 'key'; readonly key: Key }
  | Looked
  | { readonly type: 'trouble'; readonly part: keyof Sights; readonly why: string }
  | { readonly type: 'entry'; readonly place: string; readonly found: ShowResult }
  | { readonly type: 'no-entry'; readonly place: string; readonly why: string }
  | { readonly type: 'answered'; readonly id: string; readonly text: string; readonly good: boolean }
  | { readonly type: 'said'; readonly text: string; readonly good: boolean }
  /** It was not done: the passphrase is needed first. */
  | { readonly type: 'locked'; readonly of: Widening }
  | { readonly type: 'verified'; readonly verification: Verification };

/** A part of the home that was looked up. */
type Looked = {
  [Part in keyof Sights]: { readonly type: 'looked'; readonly part: Part; readonly sight: Sights[Part] };
}[keyof Sights];

/** What may let more through than passes now; the passphrase is null until it is asked for. */
export type Widening =
  | {
      readonly do: 'answer';
      readonly call: FleetCall;
      readonly answer: ApprovalAnswer;
      readonly passphrase: string | null;
    }
  | { readonly do: 'resume'; readonly passphrase: string | null };

/** What the dashboard does because of a message. */
export type Effect =
  | { readonly do: 'quit' }
  | { readonly do: 'bell' }
  | { readonly do: 'look'; readonly part: keyof Sights }
  | { readonly do: 'entry'; readonly place: string }
  | Widening
  | { readonly do: 'stop' }
  | { readonly do: 'verify' };

/** What a message leads to. */
export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

/** A message without anything to do. */
export function only(state: State): Step {
  return { state, effects: [] };
}

/** A state in which the person is somewhere else. */
export function withUi(state: State, change: Partial<Ui>): State {
  return { ...state, ui: { ...state.ui, ...change } };
}

/** A state that says something for a few seconds. */
export function withNotice(state: State, text: string, tone: Notice['tone'] = 'plain'): State {
  return withUi(state, { notice: { text, tone, until: state.now + NOTICE_MS } });
}

const NOTICE_MS = 6000;
