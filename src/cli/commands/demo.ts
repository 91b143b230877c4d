import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FleetCall } from '../../app/control/fleet.ts';
import type { DemoPrograms } from '../../app/demo/scene.ts';
import type { Audience, StepReport, Verdict } from '../../app/demo/story.ts';
import { onStopSignals } from '../../app/stopSignals.ts';
import { printable } from '../../jsonrpc/printable.ts';
import { flag, type Invocation, type LeashCommand } from '../command.ts';
import { confirm } from '../confirm.ts';
import { printStep } from '../demoText.ts';
import { EXIT } from '../exitCode.ts';
import { printCall } from '../heldCalls.ts';
import { VERSION } from '../version.ts';

/** `leash demo`: shows in a minute what Leash does, against a server that means no good. */
export const demo: LeashCommand = {
  usage: 'demo',
  summary: 'see in a minute what Leash does, against a poisoned server, in a folder of its own',
  options: [
    ['--yes', 'approve the call that waits for a person, without a question'],
    ['--keep', 'leave the folder, to look around in it'],
    ['--serve', 'be nothing but the poisoned server, on stdio, as in: leash-mcp -- leash demo --serve'],
  ],
  examples: ['leash demo', 'leash demo --yes --json', 'leash demo --yes --keep', 'leash demo --serve'],
  isEndless: true,
  run: (invocation) => (flag(invocation, 'serve') ? serve(invocation) : play(invocation)),
};

async function serve({ signal }: Invocation): Promise<number> {
  const { serveDemo } = await import('../../app/demo/server.ts');
  signal.addEventListener('abort', () => process.stdin.destroy(), { once: true });
  await serveDemo(process);
  return EXIT.ok;
}

async function play(invocation: Invocation): Promise<number> {
  const { runDemo } = await import('../../app/demo/runDemo.ts');
  const { output } = invocation;
  const stop = new AbortController();
  let destroy = (): void => undefined;
  const stopping = onStopSignals(process, {
    asked: () => stop.abort(),
    insisted: () => {
      destroy();
      process.exit(EXIT.interrupted);
    },
  });
  const signal = AbortSignal.any([invocation.signal, stop.signal]);
  const reports: StepReport[] = [];
  const started = performance.now();
  if (!output.isJson)
    output.line(`${output.paint('bold', 'Leash in a minute')}: a real proxy before a poisoned server\n`);
  try {
    const { ok, kept } = await runDemo({
      programs: programsBeside(process.argv[1] ?? ''),
      version: VERSION,
      keep: flag(invocation, 'keep'),
      audience: audienceOf({ ...invocation, signal }, reports),
      signal,
      opened: (now) => (destroy = now),
    });
    if (output.isJson)
      output.json({ ok, steps: reports.map(forMachines), kept, ms: Math.round(performance.now() - started) });
    else printEnd(invocation, ok, kept);
    return ok ? EXIT.ok : EXIT.finding;
  } catch (error) {
    if (!signal.aborted) throw error;
    output.remark('interrupted: its processes and its folder are gone');
    return stopping.exitCode ?? EXIT.interrupted;
  } finally {
    stopping.dispose();
  }
}

/** The programs of this installation: `leash-mcp` lies beside `leash`, which is the server too. */
function programsBeside(script: string): DemoPrograms {
  const leash = realpathSync(script);
  const [ending = '.js'] = /\.\w+$/.exec(leash) ?? [];
  return {
    proxy: [process.execPath, join(dirname(leash), `leash-mcp${ending}`)],
    server: [process.execPath, leash, 'demo', '--serve'],
  };
}

function audienceOf(invocation: Invocation, reports: StepReport[]): Audience {
  const { output } = invocation;
  let count = 0;
  return {
    begins({ title }) {
      count += 1;
      if (!output.isJson) output.line(output.paint('bold', `${count}. ${title}`));
    },
    decide: (call) => decide(invocation, call),
    ends(report) {
      reports.push(report);
      if (!output.isJson) printStep(report, output);
    },
  };
}

async function decide(invocation: Invocation, call: FleetCall): Promise<Verdict> {
  const { output, signal } = invocation;
  if (flag(invocation, 'yes')) return 'approve';
  // What machines read holds no question.
  if (output.isJson || !process.stdin.isTTY) return 'nobody';
  output.line();
  printCall(call, Date.now(), output);
  const isApproved = await confirm('let it go out?', { input: process.stdin, output: process.stderr }, signal);
  output.line();
  return isApproved === true ? 'approve' : 'deny';
}

function forMachines({ id, title, outcome }: StepReport): object {
  return outcome.kind === 'as-told'
    ? { id, title, ok: true, told: outcome.told, quoted: outcome.quoted, commands: outcome.commands }
    : { id, title, ok: false, problem: outcome.problem };
}

function printEnd({ output: { line, paint } }: Invocation, ok: boolean, kept: string | null): void {
  if (ok) line(`${paint('green', 'All went as told.')} Your own servers next: leash init`);
  if (kept === null) line(paint('dim', 'The processes and the folder of this demo are gone.'));
  else line(`Look around: leash audit log --home ${printable(kept, Infinity)}`);
}
