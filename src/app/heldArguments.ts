import { argsHashOf } from '../audit/argsHash.ts';
import type { HeldCall } from './control/approvals.ts';

/**
 * Whether a held call's hash is that of the arguments beside it: whoever shows the one and answers for the other would have a
 * person approve what they have not seen.
 */
export function isHashOfArguments({ args, argsHash }: Pick<HeldCall, 'args' | 'argsHash'>): boolean {
  return argsHashOf(args)?.hash === argsHash;
}
