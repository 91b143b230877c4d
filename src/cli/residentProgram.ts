import { homeAt } from '../app/place.ts';
import { runResident } from '../app/hook/resident.ts';
import { stopResident } from '../app/hook/residents.ts';
import { EXIT } from './exitCode.ts';

/** `leash hook --resident`, which a hook starts: answers those after it until it is not needed. Returns the exit code. */
export async function answerHooks(options: {
  readonly home: string | null;
  readonly policy: readonly string[];
  readonly program: string;
}): Promise<number> {
  const ending = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => ending.abort());
  await runResident({ ...options, signal: ending.signal });
  return EXIT.ok;
}

/** `leash hook --stop`: ends the process that answers the hooks of a home. Returns the exit code. */
export async function stopHooks(
  home: string | null,
  { out, isJson }: { readonly out: (text: string) => void; readonly isJson: boolean },
): Promise<number> {
  const resident = await stopResident(homeAt(home));
  if (isJson) out(`${JSON.stringify({ stopped: resident?.pid ?? null })}\n`);
  else out(resident === null ? 'no resident answers hooks here\n' : `the resident ${resident.pid} ends\n`);
  return EXIT.ok;
}
