import type { UnreadableFile } from '../app/clientFound.ts';
import { homeAt, ownHomeAt } from '../app/place.ts';
import type { FilePlan } from '../app/wrap.ts';
import { printable } from '../jsonrpc/printable.ts';
import { flag, usageError, type Invocation } from './command.ts';
import { confirm } from './confirm.ts';
import { counted } from './counted.ts';
import { EXIT } from './exitCode.ts';
import { plansForMachines, printPlans } from './filePlans.ts';

export interface Undertaking {
  readonly plans: readonly FilePlan[];
  readonly unreadable: readonly UnreadableFile[];
  readonly verb: 'wrap' | 'unwrap';
  /** What a server is then. */
  readonly done: string;
  /** What machines are told besides. */
  readonly besides?: object;
}

/** Shows what would change in clients' settings, asks, and changes it. Returns the exit code. */
export async function carryOut(invocation: Invocation, undertaking: Undertaking): Promise<number> {
  const { output } = invocation;
  const plans = undertaking.plans.filter(({ servers }) => servers.length > 0);
  const changing = plans.filter(({ servers }) => servers.some(({ outcome }) => outcome === 'changed'));
  for (const { client, path, why } of undertaking.unreadable) {
    output.remark(
      `the settings of ${client.title} were left alone: \`${printable(path, Infinity)}\`: ${printable(why)}`,
    );
  }
  if (!output.isJson) printPlans(plans.filter(isWorthShowing), output);
  const backups = (await isWanted(invocation, changing, undertaking)) ? await apply(invocation, changing) : null;
  if (output.isJson) {
    output.json({
      ...undertaking.besides,
      changed: backups !== null,
      servers: plansForMachines(plans),
      backups: backups ?? [],
    });
  } else printDone(invocation, undertaking, { plans, changing, backups });
  return exitCodeOf(invocation, undertaking, plans, backups !== null || changing.length === 0);
}

function isWorthShowing({ servers }: FilePlan): boolean {
  return servers.some(({ outcome }) => outcome !== 'same');
}

async function isWanted(
  invocation: Invocation,
  changing: readonly FilePlan[],
  { verb }: Undertaking,
): Promise<boolean> {
  if (changing.length === 0 || flag(invocation, 'dryRun')) return false;
  if (flag(invocation, 'yes')) return true;
  // What machines read holds no question.
  if (invocation.output.isJson) return false;
  const question = `${verb} ${counted(serversIn(changing), 'server')} in ${counted(changing.length, 'file')}?`;
  const answer = await confirm(question, { input: process.stdin, output: process.stderr }, invocation.signal);
  if (answer === null) throw usageError('there is no terminal to ask on: look at it above, then add --yes');
  return answer;
}

function serversIn(plans: readonly FilePlan[]): number {
  return plans.flatMap(({ servers }) => servers.filter(({ outcome }) => outcome === 'changed')).length;
}

/** Each file by itself: what is wrong with one does not hold back the others, and is said. */
async function apply({ home, output }: Invocation, changing: readonly FilePlan[]): Promise<readonly string[]> {
  const { applyPlan } = await import('../app/wrap.ts');
  const backups: string[] = [];
  const failed: unknown[] = [];
  for (const plan of changing) {
    try {
      backups.push(await applyPlan(ownHomeAt(home), plan, new Date()));
    } catch (error) {
      failed.push(error);
    }
  }
  for (const error of failed.slice(1)) output.remark(printable(error instanceof Error ? error.message : String(error)));
  if (failed.length > 0) throw failed[0];
  return backups;
}

interface Outcome {
  readonly plans: readonly FilePlan[];
  readonly changing: readonly FilePlan[];
  readonly backups: readonly string[] | null;
}

function printDone(
  invocation: Invocation,
  { verb, done, unreadable }: Undertaking,
  { plans, changing, backups }: Outcome,
): void {
  const { line, paint } = invocation.output;
  if (plans.length === 0) {
    if (unreadable.length === 0) line('no client is set up with a server there, as far as their settings are known');
    return;
  }
  if (changing.length === 0 || backups === null) {
    line(changing.length === 0 ? `nothing to do: what can be ${done} is so already` : 'nothing was changed');
    return;
  }
  line(
    paint(
      'green',
      `${counted(serversIn(changing), 'server')} ${done}; restart the client, or have it reload its servers`,
    ),
  );
  for (const backup of backups) line(paint('dim', `  the old text is kept in ${printable(backup, Infinity)}`));
  if (verb === 'wrap') {
    line(
      `policies and the log are in ${printable(homeAt(invocation.home).root, Infinity)}; \`leash unwrap\` is the way back`,
    );
  }
}

function exitCodeOf(
  invocation: Invocation,
  { unreadable }: Undertaking,
  plans: readonly FilePlan[],
  isDone: boolean,
): number {
  if (unreadable.length > 0) return EXIT.environment;
  const isLeft = plans.some(({ servers }) => servers.some(({ outcome }) => outcome === 'left'));
  return isLeft || (!isDone && !flag(invocation, 'dryRun')) ? EXIT.finding : EXIT.ok;
}
