import type { Instant } from '../audit/entry.ts';
import type { JsonObject, Side } from '../jsonrpc/message.ts';
import { printable } from '../jsonrpc/printable.ts';
import { withEntry, withheldText } from './denial.ts';
import { other, type Desk, type MessageOf } from './desk.ts';
import { inspectAnswer, type Inspected } from './inspection.ts';
import type { PendingRequest } from './pending.ts';
import { denialOf, replyLine } from './reply.ts';
import { dutyOf, type ResultDuty } from './resultDuty.ts';

type Response = MessageOf<'response'>;

/** An answer as its asker may have it. */
export interface Passed {
  readonly message: Response;
  readonly line: Buffer;
  /** Whether something was taken out of it. */
  readonly isChanged: boolean;
}

/**
 * Looks through the answer to a request whose rules want that; null where it is withheld, and the asker has been told.
 * INVARIANT: what should be looked through and cannot be is withheld.
 */
export function lookThrough(
  desk: Desk,
  from: Side,
  request: PendingRequest,
  message: Response,
  line: Buffer,
  at: Instant,
): Passed | null {
  const duty = dutyOf(request.inspections);
  if (duty === null) return { message, line, isChanged: false };
  const inspected = inspect(desk, message, line, duty);
  note(desk, request, duty, inspected, at);
  if (inspected.kind === 'denied') {
    withhold(desk, from, request, duty, inspected.why, at);
    return null;
  }
  if (duty.taint) desk.facts.taint();
  if (inspected.kind !== 'redacted') return { message, line, isChanged: false };
  return { message: inspected.message, line: Buffer.from(inspected.text, 'utf8'), isChanged: true };
}

function inspect(desk: Desk, message: Response, line: Buffer, duty: ResultDuty): Inspected {
  try {
    return inspectAnswer(message, line, duty, desk.config.results?.() ?? null);
  } catch {
    return { kind: 'denied', why: 'it could not be looked through', secrets: [], signs: [] };
  }
}

/** The server has answered, so nobody else will. */
function withhold(desk: Desk, from: Side, request: PendingRequest, duty: ResultDuty, why: string, at: Instant): void {
  const to = other(from);
  const { server } = desk.config.facts;
  const { method, action } = request;
  const text = withheldText({ server, method, action, resource: null, rules: duty.rules }, why);
  const reply = { ...denialOf(request), text: withEntry(text, request.receipt) };
  desk.out.reply(to, reply, request.via);
  if (to === 'client') desk.out.done(request.via);
  const isResult = reply.shape === 'tool-result';
  desk.out.outcome(request, {
    status: isResult ? 'tool-error' : 'error',
    errorCode: isResult ? null : reply.code,
    body: Buffer.from(replyLine(reply), 'utf8'),
    at,
  });
}

/** Records what was found, and where. INVARIANT: never what it says. */
function note(desk: Desk, request: PendingRequest, duty: ResultDuty, inspected: Inspected, at: Instant): void {
  switch (inspected.kind) {
    case 'clean':
      break;
    case 'flagged':
      desk.out.event('result_flagged', detailOf(request, duty, { signs: inspected.signs }), at);
      break;
    case 'redacted': {
      const { redactions, signs } = inspected;
      desk.out.event('result_redacted', detailOf(request, duty, { secrets: redactions }), at);
      if (signs.length > 0) desk.out.event('result_flagged', detailOf(request, duty, { signs }), at);
      break;
    }
    case 'denied': {
      const { why, secrets, signs } = inspected;
      desk.out.event('result_denied', { why, ...detailOf(request, duty, { secrets, signs }) }, at);
      break;
    }
  }
}

/** What was found: a secret's kind, or the rule that saw a sign. */
type Found = readonly { readonly at: string; readonly kind?: string; readonly rule?: string }[];

function detailOf(
  { receipt, method, action }: PendingRequest,
  { rules }: ResultDuty,
  found: Readonly<Record<string, Found>>,
): JsonObject {
  const detail: JsonObject = {
    decision: receipt?.recordId ?? null,
    method: printable(method, LONGEST),
    action: action === null ? null : printable(action, LONGEST),
    rules: rules.map(({ policy, rule }) => `${policy}/${rule}`),
  };
  for (const [name, list] of Object.entries(found)) {
    if (list.length === 0) continue;
    detail[name] = list.slice(0, MOST_LISTED).map(({ kind, rule, at }) => ({
      what: kind ?? rule ?? '',
      at: printable(at, LONGEST),
    }));
    detail[`${name}_count`] = list.length;
  }
  return detail;
}

/** An entry has room for 16 KiB. */
const MOST_LISTED = 40;
const LONGEST = 128;
