import type { Control } from '../app/control/control.ts';
import { ProblemError } from './problem.ts';
import type { Answer } from './route.ts';

/** Does what takes long: one such thing at a time, since calls are decided by the same process. */
export async function heavily(control: Control, work: () => Promise<Answer>): Promise<Answer> {
  const done = control.alone(work);
  if (done === null) throw new ProblemError('busy', { headers: { 'Retry-After': '5' } });
  return done;
}
