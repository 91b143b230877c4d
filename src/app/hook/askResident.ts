import { askHook } from '../../edge/hookClient.ts';
import { hookMark, policyPaths } from '../../edge/hookMark.ts';
import { dropHookNote, readHookNote } from '../../edge/hookNote.ts';
import { locateHome } from '../../edge/home.ts';

/** A call that a resident may decide on. */
export interface ResidentQuestion {
  /** Where `--home` points; null for the default. */
  readonly home: string | null;
  readonly policy: readonly string[];
  /** The file of this program. */
  readonly program: string;
  readonly client: string;
  readonly agent: string | null;
  readonly approves: boolean;
  readonly input: Uint8Array;
}

/** The line for the client, and what people should know. */
export interface ResidentAnswer {
  readonly text: string;
  readonly warnings: readonly string[];
}

/**
 * Asks the resident of the home. Null where there is none that would decide as this process would, and where it does not
 * answer as it should: then this process decides. Never rejects.
 */
export async function askResident(question: ResidentQuestion): Promise<ResidentAnswer | null> {
  const { program, client, agent, approves, input } = question;
  try {
    const home = locateHome(question.home ?? undefined);
    const note = readHookNote(home);
    if (note === null) return null;
    const mark = hookMark({ home, policy: policyPaths(question.policy), program });
    if (note.mark !== mark) return null;
    const asked = await askHook(note, { kind: 'ask', mark, client, agent, approves, input });
    if (asked === 'silent') dropHookNote(home, note);
    return asked !== null && asked !== 'silent' && asked.kind === 'answer' ? asked : null;
  } catch {
    return null;
  }
}
