import { printable } from '../../jsonrpc/printable.ts';
import type { ApprovalOutcome } from '../../proxy/asked.ts';
import type { Answered, ApprovalAnswer, Grant, HeldCall } from '../control/approvals.ts';
import type { NoReturn } from './parked.ts';

/** Why an answer changes nothing. */
export type Refusal = Exclude<Extract<Answered, { kind: 'refused' }>['why'], 'unrecorded'>;

/** The same for whoever answered. */
export const MESSAGES: Readonly<Record<Refusal, string>> = {
  unknown: 'there is no such call, or it waits no more',
  expired: 'the call waits no more: its time ran out, or whoever called gave it up',
  'already-answered': 'somebody has answered already, and the first answer counts',
  'other-arguments': 'the answer is about other arguments than those that would be sent: look at the call again',
  reach: 'the policy does not let an answer to this call reach so far',
  pattern: 'a pattern needs a glob for at least one argument',
  passphrase: 'a passphrase is set, and an answer in the client does not give it: answer by `leash approvals`',
};

/** Why a call that came back is denied, for whoever made it. */
export const RETURN_TEXTS: Readonly<Record<NoReturn, string>> = {
  unknown: 'it names an approval that nobody asked for, or that was used before',
  expired: 'the answer came too late',
  'other-session': 'it names an approval that is not its own',
  'other-arguments': 'it is not the call that a person was asked about',
  policies: 'the policies changed while a person was asked, and an answer counts for those that it was given under',
};

/** What is wrong with an answer to a call that waits; null where it counts. */
export function flawOf(call: HeldCall, { verdict, argsHash, reach }: ApprovalAnswer): Refusal | null {
  // INVARIANT: an answer is about what is sent, and about nothing else; a denial harms nobody, and says it too.
  if (argsHash !== call.argsHash) return 'other-arguments';
  return verdict === 'deny' || call.reaches.includes(reach) ? null : 'reach';
}

/** What an approval lets through now. */
export function grantOnce({ id }: HeldCall, { by, reach }: ApprovalAnswer, grant: Grant | null): ApprovalOutcome {
  return { kind: 'approved', grant: { id: grant?.id ?? id, by: printable(by, 64), reach } };
}

/** What a denial by a person says to whoever called. */
export function personSaidNo({
  by,
  reason,
}: Pick<ApprovalAnswer, 'by'> & { reason?: string | undefined }): ApprovalOutcome {
  const words = reason === undefined || reason.trim() === '' ? '' : `: ${printable(reason, 300)}`;
  return { kind: 'refused', reason: `a person said no (${printable(by, 64)})${words}`, retry: false };
}
