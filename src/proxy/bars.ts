import type { Decision } from '../authz/decision.ts';
import type { Subject } from '../authz/mapping.ts';
import { remedyOf, sentenceOf, type Withheld } from '../pins/why.ts';
import type { PinDesk } from './pinDesk.ts';

/** What stands in the way of a message, whatever the policies say. */
export interface Bar {
  readonly subject: Subject;
  readonly withheld: Withheld;
}

/** Whether the pins forbid something that the client asks for: the first of it that they do. */
export function barOn({ inventory }: PinDesk, subjects: readonly Subject[]): Bar | null {
  const all = inventory.barOnAll();
  for (const subject of subjects) {
    const withheld = all ?? barOnOne(inventory, subject);
    if (withheld !== null) return { subject, withheld };
  }
  return null;
}

function barOnOne(inventory: PinDesk['inventory'], { method, action }: Subject): Withheld | null {
  if (action === null) return null;
  if (method === 'tools/call') return inventory.barOn(action);
  return method === 'prompts/get' ? inventory.barOnPrompt(action) : null;
}

/** The same as a decision; where nothing is withheld it is let through, and says so. */
export function barDecision({ withheld }: Bar, { observe }: PinDesk): Decision {
  return {
    outcome: observe ? 'allow' : 'deny',
    observed: observe,
    mode: observe ? 'observe' : 'enforce',
    determining: [{ policy: 'leash:pins', rule: withheld.why }],
    reason: sentenceOf(withheld),
    nearMiss: null,
    obligations: [],
    errors: [],
    owasp: ['ASI04', 'LLM03', 'MCP03'],
  };
}

/** What whoever called can do about it. */
export function wayOutOf({ withheld, subject }: Bar, server: string): string {
  return remedyOf(withheld, server, subject.action ?? '');
}
