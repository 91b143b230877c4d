import type { DecisionDraft, Instant } from '../audit/entry.ts';
import { barredQuestion } from './bars.ts';
import { asksMoreText } from './denial.ts';
import { hold, type Desk } from './desk.ts';
import { beginApproval, callOf } from './asking.ts';
import type { Retry } from './asked.ts';
import type { Ask, Question, Verdict } from './judge.ts';
import type { Step, WaitingMessage } from './waiting.ts';

type Allowed = Extract<Verdict, { kind: 'allow' }>;
type Denied = Extract<Verdict, { kind: 'deny' }>;

/** A message as it begins. */
export interface Allowable extends Pick<WaitingMessage, 'question' | 'params' | 'value' | 'denial' | 'held'> {
  /** Where it comes back with the answer to a question of Leash's; null where it comes as itself. */
  readonly retry: Retry | null;
}

/**
 * Does what an allow is bound to before it counts: consult, then have a person approve, then take places in limits, so
 * that nobody is asked about what another denies, and what is denied takes no place. What needs none of it is recorded
 * at once.
 */
export function undertake(desk: Desk, { retry, ...message }: Allowable, verdict: Allowed): void {
  const [draft, ...more] = verdict.drafts;
  const steps = stepsOf(desk, { ...message, retry }, verdict);
  if (steps.length === 0 || draft === undefined) {
    hold(desk, message.held, verdict.drafts);
    return;
  }
  const waiting: WaitingMessage = {
    ...message,
    drafts: [draft, ...more],
    authorizer: desk.judge.authorizer,
    steps,
    asking: null,
    elicitation: null,
    progress: 0,
  };
  begin(desk, desk.waiting.add(waiting), waiting);
}

/** Goes on to the next step, or records the message where none is left. */
export function advance(desk: Desk, ticket: number, message: WaitingMessage): void {
  message.steps = message.steps.slice(1);
  if (message.steps.length > 0) {
    begin(desk, ticket, message);
    return;
  }
  desk.waiting.remove(ticket);
  hold(desk, message.held, message.drafts);
}

/** Denies what waits. It is answered once: whoever gave it up, or was told that the server is gone, hears nothing more. */
export function deny(desk: Desk, ticket: number, message: WaitingMessage, { draft, text }: Denied): void {
  desk.waiting.remove(ticket);
  const { question, held, denial } = message;
  const isAnswered = isOver(desk, message);
  if (held.kind === 'send' && held.pending !== null) desk.pending[question.from].remove(held.pending.id);
  const words = held.kind === 'deliver' ? asksMoreText(text) : text;
  const replies = denial === null || isAnswered ? [] : [{ ...denial, text: words }];
  const to = held.kind === 'deliver' ? 'client' : question.from;
  const { via } = held.kind === 'deliver' ? held.answered : held;
  hold(desk, { kind: 'refuse', to, replies, via, malformed: false }, [draft]);
}

/** Whether nobody waits for it any more. */
export function isOver(desk: Desk, { held }: WaitingMessage): boolean {
  if (held.kind === 'deliver') return held.answered.cancelled;
  return desk.serverGone !== null || held.pending?.cancelled === true;
}

/** The draft that a step is about. */
export function draftOf({ drafts }: WaitingMessage, index: number): DecisionDraft {
  return drafts[index] ?? drafts[0];
}

/**
 * Decides a message again that has waited: the policies may be others by now, the session tainted, the tool drifted. An
 * approval stays good for the rules of the policy set that asked for it. Null where the message goes on.
 */
export function decideAgain(desk: Desk, message: WaitingMessage, at: Instant): Denied | null {
  const { question, drafts } = message;
  const bar = question.given === null ? barredQuestion(desk, question.from, question.subjects) : null;
  desk.judge.uncall(question.subjects, question.from);
  const verdict = desk.judge.decide({ ...question, ...bar, at });
  if (verdict.kind === 'deny') return verdict;
  const [draft, ...more] = verdict.drafts.map((fresh, i) => withDone(fresh, drafts[i]));
  if (draft === undefined) return null;
  const unasked = verdict.asks.find((ask) => !isApproved(message, ask, verdict.drafts[ask.draft]));
  if (unasked !== undefined) return desk.judge.otherPolicies(draft, at);
  message.drafts = [draft, ...more];
  message.authorizer = desk.judge.authorizer;
  message.steps = [...message.steps.filter(({ kind }) => kind !== 'limit'), ...limitOf(verdict)];
  if (message.held.kind === 'send' && message.held.pending !== null) {
    message.held.pending.rules = verdict.rules;
    message.held.pending.inspections = verdict.inspections;
  }
  return null;
}

/** The fresh decision, with what has been done about the old one. */
function withDone(fresh: DecisionDraft, old: DecisionDraft | undefined): DecisionDraft {
  if (old === undefined) return fresh;
  const obligations = [...fresh.obligations, ...old.obligations.filter((one) => one.startsWith('consult '))];
  return old.grant === undefined ? { ...fresh, obligations } : { ...fresh, obligations, grant: old.grant };
}

/** INVARIANT: an approval counts for the policy set and the rules that a person was told of. */
function isApproved({ drafts, steps }: WaitingMessage, { draft }: Ask, fresh: DecisionDraft | undefined): boolean {
  const old = drafts[draft];
  if (old === undefined || fresh === undefined) return false;
  const isAsked = old.grant !== undefined || steps.some((step) => step.kind === 'approve' && step.draft === draft);
  const areSame = JSON.stringify(old.rules) === JSON.stringify(fresh.rules);
  return isAsked && areSame && old.policySet === fresh.policySet;
}

/** Whether anything is to be done about an allow; about most there is nothing, and nothing is made for it. */
export function isObliged(desk: Desk, question: Question, { asks, hits }: Allowed): boolean {
  return asks.length > 0 || hits.length > 0 || isConsulted(desk, question);
}

function isConsulted({ config }: Desk, { from, given }: Question): boolean {
  return config.consults === true && from === 'client' && given === null;
}

function stepsOf(desk: Desk, { question, params, retry }: Allowable, verdict: Allowed): readonly Step[] {
  const { asks, drafts } = verdict;
  const consults = isConsulted(desk, question) ? drafts.map((_, draft): Step => ({ kind: 'consult', draft })) : NONE;
  const asked = retry === null ? asks : [asks[0] ?? UNASKED];
  const approvals = asked.map((ask): Step => {
    return { kind: 'approve', draft: ask.draft, call: callOf(desk, { question, params, ask, drafts }), retry };
  });
  return [...consults, ...approvals, ...limitOf(verdict)];
}

function limitOf({ hits }: Allowed): readonly Step[] {
  return hits.length === 0 ? NONE : [{ kind: 'limit', hits }];
}

const NONE: readonly Step[] = [];
/** A call that comes back is approved as what it came back for, whatever the policies say of it now. */
const UNASKED: Ask = { draft: 0, reason: '', timeoutMs: null, reaches: [] };

/** Starts the first step. */
function begin(desk: Desk, ticket: number, message: WaitingMessage): void {
  const [step] = message.steps;
  switch (step?.kind) {
    case 'consult':
      desk.out.consult(ticket, draftOf(message, step.draft));
      break;
    case 'approve':
      if (message.held.line.length <= MAX_HELD_LINE) beginApproval(desk, ticket, message, step);
      else
        deny(desk, ticket, message, desk.judge.unapproved(draftOf(message, step.draft), TOO_LONG, message.question.at));
      break;
    case 'limit':
      desk.out.limit(ticket, step.hits);
      break;
    case undefined:
      break;
  }
}

/** What waits for a person is kept in memory for long, and a person looks through less. */
const MAX_HELD_LINE = 1024 * 1024;
const TOO_LONG = { reason: 'it is too long to wait for a person, who would have to look through it', retry: false };
