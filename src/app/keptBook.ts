import { loadEngines } from '../authz/engines.ts';
import { sourceOf } from '../authz/authoring/jsonSource.ts';
import { parsePolicy } from '../authz/parse.ts';
import type { Policy } from '../authz/policy.ts';
import type { Home } from '../edge/home.ts';
import { keptPolicySet } from '../edge/policyArchive.ts';
import type { JsonValue } from '../jsonrpc/message.ts';
import { member } from '../jsonrpc/value.ts';
import { ruleBook, type RuleBook } from './ruleBook.ts';

/** The set that was in force under a hash, as it was kept then; null where it was not, or this version cannot read it. */
export async function keptBook(home: Home, hash: string): Promise<RuleBook | null> {
  const text = await keptPolicySet(home, hash);
  if (text === null) return null;
  try {
    const kept = JSON.parse(text) as JsonValue;
    const forms = member(kept, 'policies');
    const policies: Policy[] = [];
    for (const form of Array.isArray(forms) ? forms : []) {
      policies.push(await parse(JSON.parse(typeof form === 'string' ? form : '') as JsonValue));
    }
    return await ruleBook({ floor: await parse(member(kept, 'floor') ?? null), policies, hash });
  } catch {
    return null;
  }
}

async function parse(form: JsonValue): Promise<Policy> {
  const source = sourceOf(form);
  const parsed = parsePolicy('', source, await loadEngines(source));
  if ('problems' in parsed) throw new Error(parsed.problems[0]?.message);
  return parsed.policy;
}
