import { classifyRisk } from '../../../scanner/index.ts';
import type { Risk } from '../../../scanner/report.ts';
import type { Home } from '../../edge/home.ts';
import { readAllPins } from '../../edge/pinStore.ts';
import { Recent } from './recent.ts';
import type { RiskOf } from './sight.ts';

/** Tells the risk of a tool: from its definition where the pins have it, else from its name alone. */
export async function toolRisks(home: Home): Promise<RiskOf> {
  const pinned = new Map<string, Risk>();
  for (const each of await readAllPins(home)) {
    if (each.kind !== 'pins') continue;
    const { server, identities } = each.file;
    for (const { kind, name, risk } of identities.flatMap(({ pins, waiting }) => [...waiting, ...pins])) {
      if (kind === 'tool' && risk !== null) pinned.set(keyOf(server, name), risk);
    }
  }
  const named = new Recent<Risk>(MOST_NAMES);
  return (server, tool) => {
    const key = keyOf(server, tool);
    return pinned.get(key) ?? named.get(key, () => classifyRisk({ name: tool }, { server }));
  };
}

/** Whoever makes up names takes no more memory than this. */
const MOST_NAMES = 5_000;

function keyOf(server: string, tool: string): string {
  return JSON.stringify([server, tool.normalize('NFC')]);
}

/** Whether a tool can do harm that is not easily undone. */
export function isGrave(risk: Risk | null): boolean {
  return risk?.level === 'high' || risk?.level === 'critical';
}
