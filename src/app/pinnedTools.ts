import type { Home } from '../edge/home.ts';
import type { Pin, PinKind, Situation, Waiting, Acceptance, KeptFinding } from '../pins/pin.ts';
import type { Grade, Risk } from '../../scanner/report.ts';
import { waitingLines, whole } from './drifts.ts';
import { named, noSuchTool, pinnedServer } from './pinned.ts';

/** One definition that is accepted, or waits. */
export interface PinnedTool {
  readonly started: string;
  readonly kind: PinKind;
  readonly name: string;
  readonly state: 'accepted' | 'waiting';
  /** Who accepted it, or how it came up. */
  readonly how: Acceptance | Situation;
  readonly risk: Risk | null;
  readonly grade: Grade;
  readonly findings: readonly KeptFinding[];
  readonly fingerprint: string;
  /** In ms since the epoch. */
  readonly at: number;
  /** All that it says, or what is different about it; safe to show. */
  readonly lines: readonly string[];
}

/** All that is known of a server, or of one tool of it. Throws `ERR_USAGE` for a name that is not known. */
export async function pinnedTools(home: Home, server: string, tool: string | null): Promise<readonly PinnedTool[]> {
  const file = await pinnedServer(home, server);
  const found = file.identities.flatMap((identity) => [
    ...named(identity.pins, tool).map((pin) => toolOf(identity.label, pin, 'accepted', pin.by, whole(pin))),
    ...named(identity.waiting, tool).map((waiting) =>
      toolOf(identity.label, waiting, 'waiting', waiting.situation, waitingLines(identity, waiting)),
    ),
  ]);
  if (tool !== null && found.length === 0) throw noSuchTool(file, tool);
  return found;
}

function toolOf(
  started: string,
  { kind, name, risk, grade, findings, fingerprint, at }: Pin | Waiting,
  state: PinnedTool['state'],
  how: PinnedTool['how'],
  lines: readonly string[],
): PinnedTool {
  return { started, kind, name, state, how, risk, grade, findings, fingerprint, at, lines };
}
