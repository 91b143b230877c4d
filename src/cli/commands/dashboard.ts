import { setTimeout as delay } from 'node:timers/promises';
import { SCREENS, type Screen, type Size } from '../../tui/model.ts';
import { flag, textOption, usageError, type Invocation, type LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';

/** `leash dashboard`: all live proxies on one screen, and answers to the calls they hold. */
export const dashboard: LeashCommand = {
  usage: 'dashboard',
  summary: 'watch all live proxies and answer the calls they hold',
  options: [
    ['--bell', 'ring when a call begins to wait for an answer'],
    ['--no-color', 'without colours, as where NO_COLOR is set'],
    ['--once', 'print one screen as text, and end'],
    ['--screen <name>', `with --once, which one: ${SCREENS.join(', ')} (default: calls)`],
    ['--size <columns>x<rows>', 'with --once, how large it is (default: the terminal, else 80x24)'],
  ],
  examples: [
    'leash dashboard',
    'leash dashboard --once --screen approvals',
    'leash dashboard --once --screen servers --size 200x50',
    'leash dashboard --json',
  ],
  isEndless: true,
  async run(invocation) {
    if (flag(invocation, 'once') || invocation.output.isJson) return once(invocation);
    for (const name of ['screen', 'size']) {
      if (textOption(invocation, name) !== null) throw usageError(`--${name} goes with --once`);
    }
    const { stdin, stdout, env } = process;
    if (!stdin.isTTY || !stdout.isTTY || env['TERM'] === 'dumb') throw usageError(NO_TERMINAL);
    const { homeSource } = await import('../../tui/homeSource.ts');
    const source = homeSource(invocation.home);
    const { runDashboard } = await import('../../tui/run.tsx');
    const colour = invocation.options['color'] !== false && (env['NO_COLOR'] ?? '') === '';
    await runDashboard({ source, stdin, stdout, colour, bell: flag(invocation, 'bell'), signal: invocation.signal });
    return EXIT.ok;
  },
};

const NO_TERMINAL =
  'the dashboard needs a terminal; without one there are `leash dashboard --once`, `leash status` and `leash audit tail`';

async function once(invocation: Invocation): Promise<number> {
  const { output, home, signal } = invocation;
  const screen = screenNamed(textOption(invocation, 'screen') ?? 'calls');
  const size = sizeNamed(textOption(invocation, 'size')) ?? terminalSize();
  const { homeSource } = await import('../../tui/homeSource.ts');
  const { screenText, stateOnce, summaryOf } = await import('../../tui/once.ts');
  const pause = (): Promise<void> => delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
  const state = await stateOnce({ source: homeSource(home), screen, size, now: Date.now, pause });
  if (signal.aborted) return EXIT.interrupted;
  if (output.isJson) output.json(summaryOf(state));
  else output.text(screenText(state));
  return EXIT.ok;
}

const PAUSE_MS = 50;

function screenNamed(name: string): Screen {
  const screen = SCREENS.find((each) => each === name);
  if (screen !== undefined) return screen;
  throw usageError(`there is no screen \`${name}\`, expected ${SCREENS.map((each) => `\`${each}\``).join(', ')}`);
}

/** Larger than any terminal: more would only be memory. */
const LARGEST = 1000;

function sizeNamed(text: string | null): Size | null {
  if (text === null) return null;
  const [, columns, rows] = /^(\d{1,4})x(\d{1,4})$/.exec(text) ?? [];
  const size = { columns: Number(columns), rows: Number(rows) };
  const isSize = size.columns >= 1 && size.rows >= 1 && size.columns <= LARGEST && size.rows <= LARGEST;
  if (isSize) return size;
  throw usageError(`--size takes columns and rows, as \`120x40\`, not \`${text}\``);
}

function terminalSize(): Size {
  const { columns, rows, isTTY } = process.stdout;
  return isTTY && columns > 0 && rows > 0 ? { columns, rows } : { columns: 80, rows: 24 };
}
