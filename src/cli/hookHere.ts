import { HOOK_CLIENTS, type HookClient } from '../app/hook/clients.ts';
import { runHook } from '../app/hook/runHook.ts';
import type { HookSetup } from './hookProgram.ts';

/** What is printed for the client, and what is done once it has it. */
export interface Answered {
  readonly text: string;
  readonly after: () => Promise<void>;
}

/** Decides on a call in this process, and leaves a resident behind for those to come where that is wanted. */
export async function decideHere(
  setup: HookSetup,
  input: Uint8Array,
  warn: (message: string) => void,
): Promise<Answered> {
  const { home, policy, resident } = setup;
  const client = clientOf(setup);
  const { verdict, mayStay, close } = await runHook(input, { ...setup, client, warn });
  return {
    text: textOf(setup, client, verdict),
    async after() {
      if (mayStay && resident !== null) {
        const { startResident } = await import('../app/hook/residents.ts');
        startResident({ home, policy, program: resident });
      }
      await close();
    },
  };
}

/** Denies a call without having looked at it. */
export function denyHere(setup: HookSetup, reason: string): Answered {
  return { text: textOf(setup, clientOf(setup), { verdict: 'deny', reason }), after: () => Promise.resolve() };
}

function textOf({ approves }: HookSetup, client: HookClient, verdict: Parameters<HookClient['answer']>[0]): string {
  return JSON.stringify(client.answer(verdict, approves));
}

function clientOf({ client }: HookSetup): HookClient {
  const found = HOOK_CLIENTS.get(client);
  if (found === undefined) throw new Error(`no client is called \`${client}\``);
  return found;
}
