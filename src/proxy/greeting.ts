import type { Instant } from '../audit/entry.ts';
import { WIRE_CODE } from '../jsonrpc/errors.ts';
import { findLookalike, JUDGED_KEYS } from '../jsonrpc/lookalike.ts';
import { rewriteTexts } from '../jsonrpc/rewrite.ts';
import { isObject, member } from '../jsonrpc/value.ts';
import type { Unkept } from '../pins/inspected.ts';
import { readPage } from '../pins/page.ts';
import type { Desk, MessageOf } from './desk.ts';
import { stripped, unknownIn } from './lists.ts';
import type { HeldAnswer, PinDesk } from './pinDesk.ts';
import { noteWithheld } from './pinNotes.ts';
import type { PendingRequest } from './pending.ts';
import { failureOf } from './reply.ts';

/** The requests whose results introduce a server: its capabilities, and instructions for the model. */
const GREETINGS: ReadonlySet<string> = new Set(['initialize', 'server/discover']);

/** Whether an answer introduces the server. */
export function isGreeting({ method }: PendingRequest, message: MessageOf<'response'>): boolean {
  return GREETINGS.has(method) && message.outcome === 'result';
}

/** Delivers what introduces a server: its instructions are looked at as its tools are. */
export function onGreeting(
  desk: Desk,
  pins: PinDesk,
  request: PendingRequest,
  message: MessageOf<'response'>,
  line: Buffer,
  at: Instant,
): void {
  const { body } = message;
  const flaw = flawOf(message);
  if (flaw !== null) {
    desk.out.drop('server', flaw, request.method, at);
    const text = `the server's introduction is ambiguous: ${flaw}`;
    desk.out.reply('client', failureOf(request.id, WIRE_CODE.badAnswer, text), request.via);
    desk.out.done(request.via);
    return;
  }
  if (request.method === 'initialize') {
    pins.hearsOfChanges = member(member(member(body, 'capabilities'), 'tools'), 'listChanged') === true;
  }
  const instructions = member(body, 'instructions');
  // Some servers write out what they do not have.
  const page =
    instructions === undefined || instructions === null ? [] : readPage('instructions', [instructions], pins.hash);
  const unknown = unknownIn(pins, page);
  const held: HeldAnswer = { kind: 'greeting', request, message, line, page, unknown };
  if (unknown.length > 0) desk.out.inspect(pins.hold(held), request.id, { unknown, isLast: false });
  else onGreetingLookedAt(desk, pins, held, null, at);
}

/** Delivers it once its instructions have been looked at; what is withheld of it is an empty text. */
export function onGreetingLookedAt(
  desk: Desk,
  pins: PinDesk,
  held: HeldAnswer,
  unkept: Unkept | null,
  at: Instant,
): void {
  const { request, page, line } = held;
  const verdicts = pins.inventory.show(page, { isFirst: false, unkept });
  noteWithheld(desk, pins, page, verdicts, at);
  const isWithheld = !pins.observe && verdicts[0]?.kind === 'withheld';
  const text = isWithheld ? withoutInstructions(line) : stripped(desk, request, line, at);
  if (text === null) desk.out.relay('client', line, request.via);
  else desk.out.answer('client', text, request.via);
  desk.out.done(request.via);
}

function withoutInstructions(line: Buffer): string {
  return rewriteTexts(line.toString('utf8'), ([top, key, ...below]) =>
    top === 'result' && key === 'instructions' && below.length === 0 ? '' : null,
  );
}

/** Why two readers could read two texts. */
function flawOf({ fidelity, body }: MessageOf<'response'>): string | null {
  if (fidelity.kind === 'lossy' && fidelity.why === 'duplicate-key') return fidelity.detail;
  if (!isObject(body)) return 'it is no object';
  const instructions = member(body, 'instructions') ?? '';
  return typeof instructions === 'string' ? findLookalike(body, JUDGED_KEYS.greeting) : 'its instructions are no text';
}
