import type { Instant } from '../audit/entry.ts';
import type { ListMember } from '../authz/mapping.ts';
import { ToolHeaders } from '../http/toolHeaders.ts';
import { WIRE_CODE } from '../jsonrpc/errors.ts';
import type { Side } from '../jsonrpc/message.ts';
import { member } from '../jsonrpc/value.ts';
import type { Verdict } from '../pins/inventory.ts';
import type { Unkept } from '../pins/inspected.ts';
import { readPage, type Listed, type ListedKind } from '../pins/page.ts';
import { other, type Desk, type MessageOf } from './desk.ts';
import { listFlaw, visibleList } from './discovery.ts';
import { stripInvisible } from './invisible.ts';
import type { HeldAnswer, PinDesk } from './pinDesk.ts';
import { noteStripped, noteWithheld } from './pinNotes.ts';
import type { PendingRequest } from './pending.ts';
import { failureOf } from './reply.ts';

/** A request for a list. */
type ListRequest = PendingRequest & { readonly list: ListMember };

/** Delivers a list: at once where all in it is known, else when it has been looked at. */
export function onList(
  desk: Desk,
  from: Side,
  request: ListRequest,
  message: MessageOf<'response'>,
  line: Buffer,
  at: Instant,
): void {
  const { pins } = desk;
  const page = from === 'server' && pins !== null ? pageOf(pins, request.list, message) : null;
  if (pins === null || page === null || listFlaw(message) !== null) {
    deliver(desk, from, { request, message, line }, null, at);
    return;
  }
  const unknown = unknownIn(pins, page);
  const isLast = request.list === 'tools' && !hasMore(message);
  if (unknown.length > 0 || (isLast && pins.inventory.isUnsettled)) {
    desk.out.inspect(pins.hold({ kind: 'list', request, message, line, page, unknown }), request.id, {
      unknown,
      isLast,
    });
  } else deliver(desk, from, { request, message, line }, show(desk, pins, request, page, at, null), at);
}

/** Delivers a list whose elements have been looked at; `unkept` says why what is new in it could not be kept. */
export function onLookedAt(desk: Desk, pins: PinDesk, held: HeldAnswer, unkept: Unkept | null, at: Instant): void {
  const { request, page } = held;
  if (request.list === null) return;
  const verdicts = show(desk, pins, request, page, at, unkept);
  deliver(desk, 'server', { ...held, request: { ...request, list: request.list } }, verdicts, at);
}

/** The elements that nobody has looked at. */
export function unknownIn({ inventory }: PinDesk, page: readonly Listed[]): readonly Listed[] {
  const verdicts = inventory.look(page);
  return page.filter((_, index) => verdicts[index]?.kind === 'unknown');
}

const KINDS: Readonly<Record<ListMember, ListedKind | null>> = {
  tools: 'tool',
  prompts: 'prompt',
  resources: 'resource',
  resourceTemplates: 'template',
  tasks: null,
};

/** Null for a list whose elements are nobody's words, and for what is no list. */
function pageOf({ hash }: PinDesk, list: ListMember, message: MessageOf<'response'>): readonly Listed[] | null {
  const kind = KINDS[list];
  const elements = message.outcome === 'result' ? member(message.body, list) : undefined;
  return kind === null || !Array.isArray(elements) ? null : readPage(kind, elements, hash);
}

/** A cursor that is no text, or an empty one, leads nowhere. */
function hasMore({ body }: MessageOf<'response'>): boolean {
  const cursor = member(body, 'nextCursor');
  return typeof cursor === 'string' && cursor !== '';
}

function show(
  desk: Desk,
  pins: PinDesk,
  { isFirstPage }: PendingRequest,
  page: readonly Listed[],
  at: Instant,
  unkept: Unkept | null,
): readonly Verdict[] {
  const verdicts = pins.inventory.show(page, { isFirst: isFirstPage, unkept });
  noteWithheld(desk, pins, page, verdicts, at);
  return verdicts;
}

function deliver(
  desk: Desk,
  from: Side,
  {
    request,
    message,
    line,
  }: { readonly request: ListRequest; readonly message: MessageOf<'response'>; readonly line: Buffer },
  verdicts: readonly Verdict[] | null,
  at: Instant,
): void {
  const to = other(from);
  const { agent, server } = desk.config.facts;
  if (request.list === 'tools' && request.modern) desk.config.toolHeaders?.learn(message.body);
  const withholds = desk.pins?.observe === false;
  const visible = visibleList(request.list, message, line, {
    agent,
    server,
    authorizer: desk.judge.authorizer,
    list: desk.config.list,
    ownsTask: (task) => desk.tasks.has(to, task),
    leavesOut: (tool) => desk.config.isHttpClient === true && request.modern && ToolHeaders.isUnusable(tool),
    isWithheld: (index) => withholds && verdicts?.[index]?.kind === 'withheld',
  });
  switch (visible.kind) {
    case 'as-sent':
      pass(desk, to, request, line, at);
      break;
    case 'filtered':
      desk.out.answer(to, stripped(desk, request, visible.text, at) ?? visible.text, request.via);
      break;
    case 'ambiguous':
      desk.out.drop(from, visible.why, request.method, at);
      desk.out.reply(
        to,
        failureOf(request.id, WIRE_CODE.badAnswer, `the ${from}'s list is ambiguous: ${visible.why}`),
        request.via,
      );
      break;
  }
  if (to === 'client') desk.out.done(request.via);
}

/** INVARIANT: what nothing is taken out of passes byte for byte. */
function pass(desk: Desk, to: Side, request: PendingRequest, line: Buffer, at: Instant): void {
  const text = stripped(desk, request, line, at);
  if (text === null) desk.out.relay(to, line, request.via);
  else desk.out.answer(to, text, request.via);
}

/** The text without what nobody sees, where that is wanted and changes something; else null. */
export function stripped(desk: Desk, { method }: PendingRequest, line: Buffer | string, at: Instant): string | null {
  const { pins } = desk;
  if (pins?.inventory.settings.invisible !== 'strip') return null;
  const { text, count } = stripInvisible(line.toString());
  if (count === 0) return null;
  noteStripped(desk, pins, method, count, at);
  return text;
}
