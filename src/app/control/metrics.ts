import { BUCKET_BOUNDS, type Meter } from './meter.ts';
import type { ProxyStatus } from './proxyInfo.ts';

/** What is measured of this process besides. */
export interface ProcessFigures {
  readonly rssBytes: number;
  readonly cpuSeconds: number;
  readonly startedAt: number;
}

/** Everything that is measured, in the text format of Prometheus (version 0.0.4). */
export function metricsText(status: ProxyStatus, meter: Meter, figures: ProcessFigures): string {
  const { counts, info } = status;
  return [
    family('leash_info', 'gauge', 'What this process is.', [
      line('leash_info', 1, { kind: info.kind, version: info.version, server: info.server ?? '' }),
    ]),
    family(
      'leash_decisions_total',
      'counter',
      'Decisions, by what was done and the server.',
      meter.decisions.map(({ effect, server, count }) => line('leash_decisions_total', count, { effect, server })),
    ),
    family('leash_unrecorded_total', 'counter', 'Decisions that the log could not take: all were denied.', [
      line('leash_unrecorded_total', counts.unrecorded),
    ]),
    family('leash_outcomes_total', 'counter', 'Allowed calls that have ended, well or not.', [
      line('leash_outcomes_total', counts.outcomes - counts.errors, { status: 'success' }),
      line('leash_outcomes_total', counts.errors, { status: 'error' }),
    ]),
    histogram(meter),
    gauge('leash_approvals_held', 'Calls that wait for a person.', status.held),
    gauge('leash_grants', 'Answers that reach further than one call.', status.grants),
    gauge('leash_log_backlog', 'Entries that wait to be on disk.', status.backlog),
    gauge('leash_sessions', 'Sessions that are open.', status.sessionCount),
    gauge('leash_stopped', 'Whether everything is stopped.', status.stopped === null ? 0 : 1),
    gauge('leash_policies_valid', 'Whether there are policies in force.', status.policySet === null ? 0 : 1),
    gauge('process_resident_memory_bytes', 'Resident memory.', figures.rssBytes),
    family('process_cpu_seconds_total', 'counter', 'CPU time, user and system.', [
      line('process_cpu_seconds_total', figures.cpuSeconds),
    ]),
    gauge('process_start_time_seconds', 'When it began, in seconds since the epoch.', figures.startedAt / 1000),
    '',
  ].join('\n');
}

function histogram({ buckets, sumNs }: Meter): string {
  const name = 'leash_record_seconds';
  let sum = 0;
  const lines = buckets.map((count, index) => {
    sum += count;
    const bound = BUCKET_BOUNDS[index];
    return line(`${name}_bucket`, sum, { le: bound === undefined ? '+Inf' : String(bound) });
  });
  const help = 'From a decision to its durable record.';
  return family(name, 'histogram', help, [...lines, line(`${name}_sum`, sumNs / 1e9), line(`${name}_count`, sum)]);
}

function gauge(name: string, help: string, value: number): string {
  return family(name, 'gauge', help, [line(name, value)]);
}

function family(name: string, type: string, help: string, lines: readonly string[]): string {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join('\n');
}

function line(name: string, value: number, labels: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}`;
}

/** Attacker-controlled: a name must not end its label, or its line. */
function escaped(text: string): string {
  const short = text.slice(0, 128).toWellFormed();
  return short.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
