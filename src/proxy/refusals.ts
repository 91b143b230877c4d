import type { DecisionDraft, Instant } from '../audit/entry.ts';
import { WIRE_CODE } from '../jsonrpc/errors.ts';
import type { Via } from '../jsonrpc/exchange.ts';
import type { JsonValue, MalformedReason, RequestId, Side } from '../jsonrpc/message.ts';
import { printable } from '../jsonrpc/printable.ts';
import { onUnreadableAnswer } from './approvals.ts';
import { hold, other, type Desk, type EventOf, type MessageOf } from './desk.ts';
import { refusalDraft } from './drafts.ts';
import { denialOf, failureOf } from './reply.ts';

/** A message that is refused before any policy is asked. */
interface Refused {
  readonly from: Side;
  readonly id: RequestId | null;
  readonly method: string;
  readonly params?: JsonValue | undefined;
  readonly why: string;
  readonly via: Via;
  readonly at: Instant;
}

/** Refuses what no policy is asked about, with an answer where it has an id. */
export function refuse(desk: Desk, refused: Refused): void {
  const { from, id, method, params, why } = refused;
  const text = `Leash refused this: \`${printable(method, 100)}\` was not run.\nReason: ${why}`;
  const replies = id === null ? [] : [{ ...denialOf({ id, method, params }), code: WIRE_CODE.invalidRequest, text }];
  hold(desk, { kind: 'refuse', to: from, replies, via: refused.via, malformed: false }, [refusal(desk, refused)]);
}

/** The draft of a refusal. */
export function refusal(desk: Desk, { from, id, method, why, at }: Omit<Refused, 'via'>): DecisionDraft {
  return refusalDraft(desk.config.facts, { from, id, method, reason: why, at });
}

/** What a server prints that is no message of MCP's. */
const DIVERTED: ReadonlySet<MalformedReason> = new Set(['not-json', 'not-jsonrpc', 'invalid-utf8']);

/** Refuses what cannot be read for certain, and answers whoever would wait for it. */
export function onMalformed(
  desk: Desk,
  from: Side,
  message: MessageOf<'malformed'>,
  { line, via, at }: { readonly line: Buffer; readonly via: Via; readonly at: Instant },
): void {
  const noise = message.ids.length === 0 && message.answers.length === 0;
  // A program that prints to its stdout: not MCP, so it is for people.
  if (from === 'server' && noise && DIVERTED.has(message.why)) desk.out.divert(line);
  else refuseMalformed(desk, from, message, via, at);
}

/** Refuses a line that was too long to keep. */
export function onOversize(desk: Desk, { from, bytes, id, method, at }: EventOf<'oversize'>, via: Via): void {
  const ids = id === null ? [] : [id];
  refuseMalformed(
    desk,
    from,
    {
      kind: 'malformed',
      why: 'too-large',
      ids: method === null ? [] : ids,
      answers: method === null ? ids : [],
      method,
      detail: `the message of ${bytes} bytes is over the limit (setting \`max_line_bytes\`)`,
    },
    via,
    at,
  );
}

function refuseMalformed(desk: Desk, from: Side, message: MessageOf<'malformed'>, via: Via, at: Instant): void {
  const { detail, method } = message;
  const replies = message.ids
    // An open request keeps its id: an error to it would be taken for its answer.
    .filter((id) => desk.pending[from].get(id) === undefined)
    .map((id) => failureOf(id, WIRE_CODE.invalidRequest, `Leash refused this message: ${detail}`));
  const refused = { from, id: message.ids[0] ?? null, method: method ?? 'unknown', why: detail, at };
  hold(desk, { kind: 'refuse', to: from, replies, via, malformed: true }, [refusal(desk, refused)]);
  desk.out.warn(`refused a message of the ${from}: ${detail}`);
  for (const id of message.answers) {
    if (from === 'client') onUnreadableAnswer(desk, id);
    const request = desk.pending[other(from)].settle(id);
    if (request === undefined) continue;
    const text = `the ${from}'s answer cannot be read: ${detail}`;
    desk.out.reply(other(from), failureOf(request.id, WIRE_CODE.badAnswer, text), request.via);
    desk.out.done(request.via);
    desk.out.outcome(request, { status: 'error', errorCode: WIRE_CODE.badAnswer, body: null, at });
  }
}
