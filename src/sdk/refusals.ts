import { LeashDenied, LeashUnavailable } from './errors.ts';

/** What a framework's tool does when it may not run: `tell` answers with the reason, for the model; `throw` throws it. */
export type Refusals = 'tell' | 'throw';

/** Runs a call; a refusal becomes an answer where the model is to be told, and everything else stays what it is. */
export async function toldOrThrown<T>(
  refusals: Refusals,
  call: () => Promise<T>,
  told: (text: string) => T,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const isRefusal = error instanceof LeashDenied || error instanceof LeashUnavailable;
    if (refusals === 'throw' || !isRefusal) throw error;
    return told(error.message);
  }
}
