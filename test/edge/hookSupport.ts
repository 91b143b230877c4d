import { onTestFinished } from 'vitest';
import type { Home } from '../../src/edge/home.ts';
import { readHookNote, type HookNote } from '../../src/edge/hookNote.ts';
import { claimHook, openHookServer, type HookServer, type HookServerOptions } from '../../src/edge/hookServer.ts';

/** A server of hooks with the note that it left, gone when the test has finished. */
export async function hookServer(
  home: Home,
  answer: HookServerOptions['answer'] = () => Promise.resolve({ kind: 'done' }),
): Promise<{ readonly server: HookServer; readonly note: HookNote }> {
  const place = await claimHook(home);
  if (place === null) throw new Error('the place is taken');
  const server = await openHookServer({ home, mark: 'mark', answer });
  onTestFinished(async () => {
    await server.close();
    await place.release();
  });
  const note = readHookNote(home);
  if (note === null) throw new Error('no note');
  return { server, note };
}

/** A promise that is kept from outside. */
export function promised<T>(): { readonly promise: Promise<T>; readonly keep: (value: T) => void } {
  let keep: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    keep = resolve;
  });
  return { promise, keep };
}
