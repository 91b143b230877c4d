import type { Decision } from '../authz/decision.ts';
import type { Subject } from '../authz/mapping.ts';
import type { Side } from '../jsonrpc/message.ts';
import { remedyOf, sentenceOf, type Withheld } from '../pins/why.ts';
import type { Desk } from './desk.ts';
import type { Question } from './judge.ts';
import type { PinDesk } from './pinDesk.ts';

/** What the pins decide in place of the policies; null where they leave it to them. */
export function barredQuestion(
  { pins, config }: Pick<Desk, 'pins' | 'config'>,
  from: Side,
  subjects: readonly Subject[],
): Pick<Question, 'subjects' | 'given' | 'wayOut'> | null {
  const bar = pins === null ? null : barOn(pins, from, subjects);
  if (pins === null || bar === null) return null;
  const { subject, withheld } = bar;
  const wayOut = remedyOf(withheld, config.facts.server, subject.action ?? '');
  return { subjects: [subject], given: barDecision(withheld, pins), wayOut };
}

/** What stands in the way of a message, whatever the policies say. */
interface Bar {
  readonly subject: Subject;
  readonly withheld: Withheld;
}

/**
 * Whether the pins forbid something that is asked for: the first of it that they do. A server that nobody has accepted may
 * ask its client for nothing.
 */
function barOn({ inventory }: PinDesk, from: Side, subjects: readonly Subject[]): Bar | null {
  const all = inventory.barOnAll();
  for (const subject of subjects) {
    const withheld = all ?? (from === 'client' ? barOnOne(inventory, subject) : null);
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
function barDecision(withheld: Withheld, { observe }: PinDesk): Decision {
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
