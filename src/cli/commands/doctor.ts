import type { Check } from '../../app/doctor/check.ts';
import { homeAt } from '../../app/place.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { countOption, textOption, type Invocation, type LeashCommand } from '../command.ts';
import { counted } from '../counted.ts';
import { EXIT } from '../exitCode.ts';
import type { Output } from '../output.ts';
import { progressBar } from '../progress.ts';
import { VERSION } from '../version.ts';

/** `leash doctor`: looks at everything, and says what to do. */
export const doctor: LeashCommand = {
  usage: 'doctor',
  summary: 'look at everything that has to work, and say what to do where it does not',
  options: [
    ['--client <client>', 'only this client, besides the home'],
    ['--no-start', 'start no server'],
    ['--timeout <seconds>', 'how long an answer may take (default: 30)'],
  ],
  examples: ['leash doctor', 'leash doctor --client cursor', 'leash doctor --no-start --json'],
  async run(invocation) {
    const checks = await allChecks(invocation);
    const isWell = checks.every(({ state }) => state !== 'fail');
    if (invocation.output.isJson) invocation.output.json({ ok: isWell, checks });
    else print(checks, invocation.output);
    return isWell ? EXIT.ok : EXIT.finding;
  },
};

async function allChecks(invocation: Invocation): Promise<readonly Check[]> {
  const [{ chooseClients }, { homeChecks }, { clientChecks }, { serverChecks }] = await Promise.all([
    import('../../app/clientChoice.ts'),
    import('../../app/doctor/homeChecks.ts'),
    import('../../app/doctor/clientChecks.ts'),
    import('../../app/doctor/serverChecks.ts'),
  ]);
  const home = homeAt(invocation.home);
  const timeoutMs = countOption(invocation, 'timeout', 30) * 1000;
  const { files, unreadable } = await chooseClients({
    client: textOption(invocation, 'client'),
    server: null,
    scope: null,
  });
  const env = process.env;
  const checks = [
    ...(await homeChecks({ home, now: Date.now(), node: process.version, version: VERSION })),
    ...clientChecks({ files, unreadable, env }),
  ];
  if (invocation.options['start'] === false) return checks;
  const bar = progressBar(invocation.output, 'starting servers');
  const options = { home, files, version: VERSION, timeoutMs, env, onProgress: bar.update };
  return [...checks, ...(await serverChecks(options).finally(bar.end))];
}

const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

function print(checks: readonly Check[], { line, paint }: Output): void {
  for (const { what, state, detail, fix } of checks) {
    line(`${paint(COLOURS[state], state.padEnd(4))}  ${paint('bold', printable(what))}  ${printable(detail, 400)}`);
    if (fix !== null) line(`      ${printable(fix, 400)}`);
  }
  const failed = checks.filter(({ state }) => state === 'fail').length;
  const warned = checks.filter(({ state }) => state === 'warn').length;
  line();
  line(
    failed + warned === 0
      ? paint('green', 'all is well')
      : `${counted(failed, 'failure')}, ${counted(warned, 'warning')}`,
  );
}
