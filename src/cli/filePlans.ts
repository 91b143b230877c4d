import type { FilePlan, ServerPlan } from '../app/wrap.ts';
import { isObject } from '../jsonrpc/value.ts';
import type { JsonValue } from '../jsonrpc/message.ts';
import { printable } from '../jsonrpc/printable.ts';
import { unifiedDiff } from './diff.ts';
import type { Colour, Output, Paint } from './output.ts';

/** Shows what would become of files of settings: a difference for each, and why a server is left alone. */
export function printPlans(plans: readonly FilePlan[], { line, paint }: Output): void {
  for (const plan of plans) {
    const { found, text, servers } = plan;
    line(`${paint('bold', found.client.title)} ${paint('dim', printable(found.file.path, Infinity))}`);
    for (const each of unifiedDiff(withoutSecrets(plan, found.file.text), withoutSecrets(plan, text))) {
      line(painted(each, paint));
    }
    for (const server of servers) {
      if (server.why !== null) line(`  ${wordOf(server, paint)} ${printable(server.key)}: ${printable(server.why)}`);
    }
    line();
  }
}

/** The same for machines, without the texts: they may hold secrets. */
export function plansForMachines(plans: readonly FilePlan[]): readonly object[] {
  return plans.flatMap(({ found, servers }) =>
    servers.map(({ key, name, outcome, why }) => ({
      client: found.client.id,
      file: found.file.path,
      server: key,
      name,
      outcome,
      why,
    })),
  );
}

function wordOf({ outcome }: ServerPlan, paint: Paint): string {
  return outcome === 'left' ? paint('yellow', 'left alone:') : 'note on';
}

const COLOURS: Readonly<Record<string, Colour>> = { '+': 'green', '-': 'red', '@': 'dim' };

function painted(text: string, paint: Paint): string {
  const colour = COLOURS[text.charAt(0)];
  // A tab is harmless, and no character to spell out in a layout.
  const shown = printable(text.replace(/\r$/, '').replaceAll('\t', '    '), 500);
  return colour === undefined ? shown : paint(colour, shown);
}

/** What is in variables and headers is nobody's who looks over a shoulder; it is shown by its first letters. */
function withoutSecrets({ found }: FilePlan, text: string): string {
  const secrets = [...new Set(found.servers.flatMap(({ value }) => secretsIn(value)))];
  return secrets
    .sort((a, b) => b.length - a.length)
    .reduce((shown, secret) => shown.replaceAll(secret, `${secret.slice(0, 3)}…`), text);
}

/** Shorter texts hide nothing, and stand elsewhere too. */
const SHORTEST = 8;

function secretsIn(entry: JsonValue): readonly string[] {
  if (!isObject(entry)) return [];
  const maps = [entry, entry['command'] ?? null].flatMap((each) =>
    isObject(each) ? ['env', 'envs', 'environment', 'headers', 'http_headers'].map((key) => each[key]) : [],
  );
  const values = maps.flatMap((map) => (isObject(map) ? Object.values(map) : []));
  const queries = Object.values(entry).map((value) =>
    typeof value === 'string' ? (/^https?:[^?]*\?(.*)$/s.exec(value)?.[1] ?? '') : '',
  );
  return [...values, ...queries].flatMap((text) =>
    typeof text === 'string' && text.length >= SHORTEST ? [text, JSON.stringify(text).slice(1, -1)] : [],
  );
}
