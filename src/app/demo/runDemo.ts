import { openScene, type DemoPrograms, type Scene } from './scene.ts';
import { STEPS, type Step } from './steps.ts';
import type { Audience, Otherwise, Told } from './story.ts';

export interface DemoOptions {
  readonly programs: DemoPrograms;
  readonly version: string;
  /** Leaves the folder where it is. */
  readonly keep: boolean;
  readonly audience: Audience;
  /** Ends the demo: its processes are gone, and its folder, when `runDemo` returns. */
  readonly signal: AbortSignal;
  /** Told once there is something to clear away: the way to do it at once, for whoever cannot wait. */
  readonly opened?: (destroy: () => void) => void;
}

/** How a demo ended. */
export interface DemoResult {
  /** Whether every step went as told. */
  readonly ok: boolean;
  /** The home that was kept. */
  readonly kept: string | null;
}

/** Plays the demo step by step, and stops at the first that does not go as told. It leaves nothing behind. */
export async function runDemo({ programs, version, keep, audience, signal, opened }: DemoOptions): Promise<DemoResult> {
  signal.throwIfAborted();
  const scene = await openScene(programs, version);
  // Whatever waits for an answer fails by that, and the demo ends.
  const onAbort = (): void => void scene.end();
  signal.addEventListener('abort', onAbort, { once: true });
  opened?.(() => scene.destroy());
  try {
    return { ok: await play(scene, audience, signal), kept: keep ? scene.home.root : null };
  } finally {
    signal.removeEventListener('abort', onAbort);
    await scene.end();
    if (!keep || signal.aborted) scene.remove();
  }
}

async function play(scene: Scene, audience: Audience, signal: AbortSignal): Promise<boolean> {
  for (const step of STEPS) {
    signal.throwIfAborted();
    const { id, title } = step;
    audience.begins({ id, title });
    const outcome = await Promise.race([outcomeOf(step, scene, audience), aborted(signal)]);
    audience.ends({ id, title, outcome });
    if (outcome.kind === 'otherwise') return false;
  }
  return true;
}

/** A person who is asked may never answer. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = (): void => reject(new Error('interrupted', { cause: signal.reason }));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}

async function outcomeOf(step: Step, scene: Scene, { decide }: Audience): Promise<Told | Otherwise> {
  try {
    return await step.run(scene, decide);
  } catch (error) {
    return { kind: 'otherwise', problem: error instanceof Error ? error.message : String(error) };
  }
}
