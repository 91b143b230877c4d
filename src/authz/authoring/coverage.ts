import type { Policy, Rule } from '../policy.ts';

/** A tool that a server has, or that was called. */
export interface KnownTool {
  readonly server: string;
  readonly tool: string;
  /** How often it was called in the period. */
  readonly calls: number;
}

/** What a set of policies says of the tools there are. */
export interface Coverage {
  /** Tools with the rules that name them, those that none names first. */
  readonly tools: readonly (KnownTool & { readonly rules: readonly string[] })[];
  /** Rules with how often they decided, those that never did first. */
  readonly rules: readonly RuleUse[];
}

/** How often a rule decided. */
export interface RuleUse {
  readonly policy: string;
  readonly rule: string;
  readonly effect: Rule['effect'];
  readonly decided: number;
}

/** Compares policies with the tools that are known, and with how often each rule (`policy/rule`) decided. */
export function coverageOf(
  policies: readonly Policy[],
  tools: readonly KnownTool[],
  decided: ReadonlyMap<string, number>,
): Coverage {
  const covered = tools.map((tool) => ({ ...tool, rules: rulesNaming(policies, tool) }));
  const rules = policies.flatMap((policy) =>
    policy.rules.map(({ id, effect }): RuleUse => {
      return { policy: policy.name, rule: id, effect, decided: decided.get(`${policy.name}/${id}`) ?? 0 };
    }),
  );
  return {
    tools: covered.sort((a, b) => a.rules.length - b.rules.length || b.calls - a.calls || compareTools(a, b)),
    rules: rules.sort((a, b) => a.decided - b.decided),
  };
}

function compareTools(a: KnownTool, b: KnownTool): number {
  const [one, other] = [a, b].map(({ server, tool }) => JSON.stringify([server, tool]));
  return (one ?? '') < (other ?? '') ? -1 : 1;
}

function rulesNaming(policies: readonly Policy[], known: KnownTool): readonly string[] {
  return policies
    .filter(({ servers }) => servers.some(({ glob }) => glob.test(known.server)))
    .flatMap(({ name, rules }) => rules.filter((rule) => names(rule, known)).map(({ id }) => `${name}/${id}`));
}

/** A rule for every tool names none of them. */
function names({ action, method }: Rule, { server, tool }: KnownTool): boolean {
  if (action === null || !method.some(({ glob }) => glob.test('tools/call'))) return false;
  return action.some(
    (pattern) =>
      !/^(?:.*\/)?\*+$/.test(pattern.text) && pattern.server?.test(server) !== false && pattern.name.test(tool),
  );
}
