import type { Desk, EventOf } from './desk.ts';
import { advance, decideAgain, deny, draftOf, isOver } from './duties.ts';

/** Goes on with what an external decision point agrees to, or denies it. */
export function onConsulted(desk: Desk, { ticket, allowed, reason, by, at }: EventOf<'consulted'>): void {
  const found = desk.waiting.at(ticket, 'consult');
  if (found === null) return;
  const { message, step } = found;
  const draft = draftOf(message, step.draft);
  // The log names who was asked, whatever was said.
  const consulted = { ...draft, obligations: [...draft.obligations, `consult ${by}`] };
  if (!allowed) {
    deny(desk, ticket, message, desk.judge.overruled(consulted, { reason, by }, at));
    return;
  }
  if (isOver(desk, message)) {
    deny(desk, ticket, message, desk.judge.unapproved(consulted, { reason: GIVEN_UP, retry: true }, at));
    return;
  }
  if (desk.judge.authorizer !== message.authorizer) {
    const denied = decideAgain(desk, message, at);
    if (denied !== null) {
      deny(desk, ticket, message, denied);
      return;
    }
  }
  const [first, ...more] = message.drafts.map((one, i) =>
    i === step.draft ? { ...one, obligations: consulted.obligations } : one,
  );
  if (first !== undefined) message.drafts = [first, ...more];
  advance(desk, ticket, message);
}

const GIVEN_UP = 'it was given up before it was decided';
