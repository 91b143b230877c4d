import { policyText } from '../authz/authoring/policyText.ts';
import type { LeftOut, Suggestion } from '../authz/authoring/serverSketch.ts';
import { counted } from './counted.ts';

/** A suggested policy as YAML, with what a person should know of it as comments. */
export function suggestionText({ agent, server, policy, remarks, denied, missed }: Suggestion, period: string): string {
  return policyText(policy, {
    head: [
      `Written from the log (${period}): what the agent \`${agent}\` did at the server \`${server}\`, and nothing else.`,
      'It allows what was allowed, or let through by observing, in the ranges that were seen. Before you use it: read each',
      'rule, run `leash policy replay --policy THIS_FILE`, and widen what you know to be harmless.',
    ],
    rules: remarks.map((lines) => lines.map((text) => `look: ${text}`)),
    foot: [
      ...leftOut('Denied then, and still denied:', denied),
      ...leftOut('Went through then, and is not allowed here:', missed),
    ],
  });
}

function leftOut(title: string, items: readonly LeftOut[]): readonly string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, SHOWN).map(({ name, count, why }) => `  ${name} (${counted(count, 'time')}): ${why}`);
  const more = items.length - shown.length;
  return ['', title, ...shown, ...(more > 0 ? [`  and ${more} more`] : [])];
}

const SHOWN = 40;
