import { setTimeout as delay } from 'node:timers/promises';
import type { Message, Proxy } from './support.ts';

/** The answer to a call as a model reads it: its text, and whether Leash or the tool calls it an error. */
export interface CallOutcome {
  readonly isError: boolean;
  readonly text: string;
}

let calls = 0;

/** Calls a tool under an id of its own. */
export async function callTool(proxy: Proxy, name: string, args: object = {}): Promise<CallOutcome> {
  return outcomeOf(await ask(proxy, 'tools/call', { name, arguments: args }));
}

/** Sends a request under an id of its own, and waits for its answer. */
export function ask(proxy: Proxy, method: string, params?: object): Promise<Message> {
  calls += 1;
  const id = `call-${calls}`;
  proxy.send({ id, method, ...(params === undefined ? {} : { params }) });
  return proxy.answer(id);
}

/** Repeats something until it comes out right; gives up loudly. */
export async function repeat<T>(
  what: string,
  work: () => Promise<T>,
  fits: (result: T) => boolean,
  withinMs = 15_000,
): Promise<T> {
  let last: T | null = null;
  for (const end = performance.now() + withinMs; performance.now() < end;) {
    last = await work();
    if (fits(last)) return last;
    await delay(20);
  }
  throw new Error(`it did not come true in time: ${what}; last: ${JSON.stringify(last)}`);
}

function outcomeOf(message: Message): CallOutcome {
  const result = message.result as { isError?: boolean; content?: { text?: string }[] } | undefined;
  if (result === undefined) return { isError: true, text: message.error?.message ?? 'no result' };
  return { isError: result.isError === true, text: result.content?.[0]?.text ?? '' };
}
