import { randomUUID } from 'node:crypto';
import { systemClock } from '../../edge/clock.ts';
import type { Home } from '../../edge/home.ts';
import { openAuditLog } from '../../edge/logStore.ts';
import { pinStore } from '../../edge/pinStore.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { inspectInstructions, toolDefinition } from '../../pins/inspection.ts';
import { takeIn } from '../../pins/intake.ts';
import { readPage } from '../../pins/page.ts';
import type { Definition, Pin } from '../../pins/pin.ts';
import { sha256 } from '../pins.ts';
import { readConfig } from '../readConfig.ts';
import type { ScannedServer } from './scan.ts';

/** What became of the definitions of one server. */
export interface Kept {
  readonly server: string;
  readonly pinned: number;
  readonly waiting: number;
}

/** Pins what was scanned, as if its server had run behind Leash; a recorded listing belongs to no server, and is left out. */
export async function keepScanned(home: Home, scanned: readonly ScannedServer[]): Promise<readonly Kept[]> {
  const { config } = readConfig(home);
  const log = await openAuditLog({ home, settings: config, warn: () => undefined });
  const kept: Kept[] = [];
  try {
    for (const each of scanned) {
      const { identity, name } = each;
      if (identity === null) continue;
      const at = systemClock();
      const definitions = definitionsIn(each);
      const intake = { identity, settings: config.pins, at: at.ms, definitions, isLast: true };
      const { pinned, waiting } = await pinStore(home, name).update((file) => takeIn(file, name, intake));
      const session = randomUUID();
      for (const pin of pinned) {
        const detail = { ...detailOf(pin), by: pin.by };
        log.note({ phase: 'event', event: 'tool_pinned', at, session, agent: 'leash', server: name, detail });
      }
      kept.push({ server: name, pinned: pinned.length, waiting: waiting.length });
    }
  } finally {
    await log.close();
  }
  return kept;
}

function definitionsIn({ name, listing, report }: ScannedServer): readonly Definition[] {
  const tools = readPage('tool', listing.tools, sha256).map((listed, index) => ({
    listed,
    definition: toolDefinition(listed, report.tools[index], index),
  }));
  const instructions = readPage('instructions', listing.instructions === null ? [] : [listing.instructions], sha256);
  return [
    ...tools.flatMap(({ listed, definition }) => (listed.flaw === null ? [definition] : [])),
    ...instructions.map((listed) => inspectInstructions(listed, { server: name, ownTools: [], others: [] })),
  ];
}

function detailOf({ kind, name, fingerprint, grade, risk }: Pin) {
  return {
    tool: kind === 'tool' ? printable(name, 128) : `(${kind})`,
    kind,
    fingerprint: `sha256:${fingerprint}`,
    grade,
    risk: risk?.level ?? null,
  };
}
