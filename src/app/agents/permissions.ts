import { fateOf } from '../../authz/authoring/fate.ts';
import type { AuthorizationRequest } from '../../authz/request.ts';
import { userFolder, type Home } from '../../edge/home.ts';
import { readAllPins } from '../../edge/pinStore.ts';
import type { PolicySources } from '../../edge/policyFiles.ts';
import { realPath } from '../../edge/realPath.ts';
import type { Agent } from '../control/agents.ts';
import { loadRuleBook, type RuleBook } from '../ruleBook.ts';

/** What an agent may do with one tool; `depends` where that is up to the arguments, or to what is known at the call. */
export interface Permission {
  readonly server: string;
  readonly tool: string;
  readonly effect: 'allow' | 'ask' | 'deny' | 'depends';
  /** The rules that decide; empty where no rule does, and where it depends. */
  readonly rules: readonly { readonly policy: string; readonly rule: string }[];
  readonly reason: string;
}

/** What an agent may do with every tool that is known. */
export interface Permissions {
  readonly policySet: string;
  /** By server, then by tool. */
  readonly permissions: readonly Permission[];
  /** Pins that could not be read: their tools are missing. */
  readonly unreadable: readonly { readonly path: string; readonly why: string }[];
}

/** Asks the policies about each tool that a server has listed, as for a call that the agent proves to be its own. */
export async function agentPermissions(home: Home, sources: PolicySources, agent: Agent): Promise<Permissions> {
  const [book, pins] = await Promise.all([loadRuleBook(sources), readAllPins(home)]);
  const permissions = pins.flatMap((each) => {
    if (each.kind !== 'pins') return [];
    const { server, identities } = each.file;
    const known = identities.flatMap(({ pins: accepted, waiting }) => [...accepted, ...waiting]);
    const tools = [...new Set(known.filter(({ kind }) => kind === 'tool').map(({ name }) => name))].sort();
    return tools.map((tool) => permissionOf(book, agent, { server, tool }));
  });
  const unreadable = pins.flatMap((each) => (each.kind === 'pins' ? [] : [{ path: each.path, why: each.why }]));
  return { policySet: book.hash, permissions, unreadable };
}

function permissionOf(
  book: RuleBook,
  { id, name, labels, status }: Agent,
  { server, tool }: Pick<Permission, 'server' | 'tool'>,
): Permission {
  const none = { server, tool, rules: [] };
  if (status !== 'active') return { ...none, effect: 'deny', reason: `the agent is ${status}` };
  const request: AuthorizationRequest = {
    agent: name,
    server,
    from: 'client',
    method: 'tools/call',
    action: tool,
    resource: null,
    args: null,
    context: {},
    facts: { agent: { id, labels, verified: true } },
  };
  const environment = { cwd: process.cwd(), home: userFolder(), realpath: realPath };
  const decision = book.decide({ request, whole: false, environment });
  if (decision === null) {
    return { ...none, effect: 'depends', reason: 'it is up to the arguments, or to what is known at the call' };
  }
  const fate = fateOf(decision);
  const { determining: rules, reason } = decision;
  return { server, tool, effect: fate === 'through' ? 'allow' : fate, rules, reason };
}
