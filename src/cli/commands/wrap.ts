import type { ChosenFiles } from '../../app/clientChoice.ts';
import { homeAt } from '../../app/place.ts';
import { carryOut } from '../carryOut.ts';
import { flag, textOption, usageError, type Invocation, type LeashCommand } from '../command.ts';

/** `leash wrap`: puts Leash before the servers in clients' settings. */
export const wrap: LeashCommand = {
  usage: 'wrap [client] [server]',
  summary: 'put Leash before the servers that your clients are set up with',
  options: [
    ['--dry-run', 'show what would change, and change nothing'],
    ['--yes', 'change it without a question'],
    ['--scope <scope>', 'user, or project for the settings in this folder (default: user)'],
    ['--observe', 'let everything through at first, and record what would have been denied'],
    ['--npx', 'start it by way of npx, and not by absolute paths'],
  ],
  examples: [
    'leash wrap',
    'leash wrap cursor --dry-run',
    'leash wrap claude-code filesystem --yes',
    'leash wrap vscode --scope project',
  ],
  async run(invocation) {
    const { planWrap } = await import('../../app/wrap.ts');
    const chosen = await chosenFiles(invocation);
    const words = await launchWords(invocation);
    const plans = chosen.files.map((found) => planWrap(found, { ...words, isMeant: chosen.isMeant }));
    return carryOut(invocation, { plans, unreadable: chosen.unreadable, verb: 'wrap', done: 'behind Leash' });
  },
};

/** The settings that the words of a command name. */
export async function chosenFiles(invocation: Invocation): Promise<ChosenFiles> {
  const { chooseClients } = await import('../../app/clientChoice.ts');
  const [client = null, server = null] = invocation.words;
  return chooseClients({ client, server, scope: scopeOption(invocation) });
}

/** How clients will start Leash. */
export async function launchWords(
  invocation: Invocation,
): Promise<{ readonly program: readonly string[]; readonly options: readonly string[] }> {
  const { launcherWords } = await import('../../app/launcher.ts');
  return launcherWords({
    npx: flag(invocation, 'npx'),
    observe: flag(invocation, 'observe'),
    home: homeAt(invocation.home),
    platform: process.platform,
    node: process.execPath,
    script: process.argv[1] ?? '',
  });
}

/** Whose settings are meant; null where it is not said. */
export function scopeOption(invocation: Invocation): 'user' | 'project' | null {
  const scope = textOption(invocation, 'scope');
  if (scope === null || scope === 'user' || scope === 'project') return scope;
  throw usageError(`--scope takes user or project, not \`${scope}\``);
}
