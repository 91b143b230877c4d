import { randomUUID } from 'node:crypto';
import type { EventDraft } from '../audit/entry.ts';
import type { AuditLog } from '../audit/log.ts';
import { systemClock } from '../edge/clock.ts';
import type { Home } from '../edge/home.ts';
import { openAuditLog } from '../edge/logStore.ts';
import { pinStore } from '../edge/pinStore.ts';
import { LeashError } from '../errors.ts';
import { printable } from '../jsonrpc/printable.ts';
import { accept } from '../pins/accept.ts';
import { reject as forget } from '../pins/reject.ts';
import type { Pin, PinFile, ServerPins, Waiting } from '../pins/pin.ts';
import { waitingLines } from './drifts.ts';
import { named, noSuchTool, pinnedServer } from './pinned.ts';
import { readConfig } from './readConfig.ts';

/** What waits for a person, of one server that was started in one way. */
export interface TrustGroup {
  readonly server: string;
  /** Id of the server's identity. */
  readonly id: string;
  readonly started: string;
  /** How the server is started that its name belongs to; null where it is this one. */
  readonly passesFor: string | null;
  readonly items: readonly TrustItem[];
}

/** One definition that waits. */
export interface TrustItem extends Omit<Waiting, 'definition' | 'content'> {
  /** What it says, or what is different about it; safe to show. */
  readonly lines: readonly string[];
}

/** What is asked about: a server, or one tool of it, in one of the ways it was started. */
export interface TrustQuery {
  readonly server: string;
  readonly tool: string | null;
  /** The beginning of an identity's digest; null for all. */
  readonly identity: string | null;
}

/** What waits for a person. Throws `ERR_USAGE` for a name that is not known. */
export async function waitingFor(home: Home, query: TrustQuery): Promise<readonly TrustGroup[]> {
  const file = await pinnedServer(home, query.server);
  const { tool, identity } = query;
  if (tool !== null && !file.identities.some(({ pins, waiting }) => named([...pins, ...waiting], tool).length > 0)) {
    throw noSuchTool(file, tool);
  }
  const chosen = file.identities.filter(({ id }) => identity === null || id.slice(PREFIX.length).startsWith(identity));
  if (chosen.length === 0) throw new LeashError('ERR_USAGE', `no identity of \`${query.server}\` begins so`);
  return chosen.map((each) => groupOf(file, each, tool)).filter(({ items }) => items.length > 0);
}

/** Accepts what a person has looked at: recorded first, then in force, in running proxies within a second. */
export async function trust(
  home: Home,
  { server, id, items }: Pick<TrustGroup, 'server' | 'id' | 'items'>,
  { keep }: { readonly keep: boolean },
): Promise<readonly Pin[]> {
  const at = systemClock().ms;
  const { config } = readConfig(home);
  // What goes wrong with the log is thrown by `recorded`.
  const log = await openAuditLog({ home, settings: config, warn: () => undefined });
  try {
    for (const item of items) await recorded(log, draftOf('tool_trusted', server, id, item));
    const store = pinStore(home, server);
    const { pins } = await store.update((file) => {
      const accepted = file === null ? null : accept(file, { identity: id, chosen: items, keep, at });
      if (accepted !== null) return accepted;
      log.note(draftOf('tool_trusted', server, id, null));
      throw new LeashError(
        'ERR_PINS_INVALID',
        `\`${server}\` has shown something else since; nothing was accepted, look again`,
      );
    });
    return pins;
  } finally {
    await log.close();
  }
}

/** Forgets what a person has looked at and does not accept; recorded first, as what they accept is. */
export async function reject(
  home: Home,
  { server, id, items }: Pick<TrustGroup, 'server' | 'id' | 'items'>,
): Promise<void> {
  const { config } = readConfig(home);
  const log = await openAuditLog({ home, settings: config, warn: () => undefined });
  try {
    for (const item of items) await recorded(log, draftOf('tool_rejected', server, id, item));
    await pinStore(home, server).update((file) => ({
      file: forget(file ?? { server, identities: [] }, { identity: id, chosen: items }),
    }));
  } finally {
    await log.close();
  }
}

const PREFIX = 'sha256:';

function groupOf({ server, identities }: PinFile, own: ServerPins, tool: string | null): TrustGroup {
  const owner = identities.find(({ trusted }) => trusted);
  return {
    server,
    id: own.id,
    started: own.label,
    passesFor: own.trusted ? null : (owner?.label ?? null),
    items: named(own.waiting, tool).map((waiting) => itemOf(own, waiting)),
  };
}

function itemOf(own: ServerPins, waiting: Waiting): TrustItem {
  const { kind, name, fingerprint, situation, from, grade, findings, risk, at } = waiting;
  return { kind, name, fingerprint, situation, from, grade, findings, risk, at, lines: waitingLines(own, waiting) };
}

function recorded(log: AuditLog, draft: EventDraft): Promise<void> {
  return new Promise((resolve, reject) => {
    log.append(draft, (result) => {
      if (result instanceof LeashError) reject(result);
      else resolve();
    });
  });
}

/** What a person decided about one definition; null where it was not there any more. */
function draftOf(
  event: 'tool_trusted' | 'tool_rejected',
  server: string,
  identity: string,
  item: TrustItem | null,
): EventDraft {
  const about =
    item === null
      ? { outcome: 'nothing was accepted: it had changed meanwhile' }
      : {
          tool: item.kind === 'tool' ? printable(item.name, 128) : `(${item.kind})`,
          kind: item.kind,
          fingerprint: `${PREFIX}${item.fingerprint}`,
          situation: item.situation,
          grade: item.grade,
          rules: [...new Set(item.findings.map(({ rule }) => rule))],
        };
  return {
    phase: 'event',
    event,
    at: systemClock(),
    session: randomUUID(),
    agent: 'leash',
    server,
    detail: { ...about, identity },
  };
}
