import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { DecisionDraft } from '../../src/audit/entry.ts';
import type { AuditSettings } from '../../src/edge/auditSettings.ts';
import type { Home } from '../../src/edge/home.ts';
import type { PolicySources } from '../../src/edge/policyFiles.ts';
import { decision, event } from '../support/drafts.ts';
import { openLog, record, START } from '../support/logs.ts';
import { tempHome } from '../support/tempHome.ts';

/** A call of the default agent at `fs`, as far as nothing else is said. */
export function call(over: Partial<DecisionDraft> = {}): DecisionDraft {
  return decision({ agent: 'default', server: 'fs', args: { path: '/data/p/a.txt' }, ...over });
}

/** The same, denied by no rule. */
export function denied(over: Partial<DecisionDraft> = {}): DecisionDraft {
  return call({ effect: 'deny', rules: [], reason: 'no rule allows this', ...over });
}

/** A home whose log holds these decisions, a second apart, of one session in `/data`. The first is 00:2. */
export async function homeWith(drafts: readonly DecisionDraft[], settings: Partial<AuditSettings> = {}): Promise<Home> {
  const home = tempHome();
  const log = await openLog(home, { settings });
  log.note(event({ at: { ms: START, monoNs: 0 }, detail: { cwd: '/data' } }));
  await record(
    log,
    drafts.map((draft, index) => ({ ...draft, at: { ms: START + index * 1000, monoNs: index } })),
  );
  await log.close();
  return home;
}

/** A policy in a file of the home, and the sources that lead to it alone. */
export function policyIn(home: Home, name: string, text: string): PolicySources {
  const file = join(home.policies, name);
  writeFileSync(file, text, { mode: 0o600 });
  return { given: [file], folder: home.policies };
}

/** A policy with these rules, each a line of YAML. */
export function policyOf(...rules: readonly string[]): string {
  return ['name: team', 'agents: ["*"]', 'rules:', ...rules.map((rule) => `  - ${rule}`), ''].join('\n');
}
