import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compilePolicies } from '../../src/authz/compile.ts';
import type { Authorizer, Decision, Obligation } from '../../src/authz/decision.ts';
import type { AuthorizationRequest, Facts } from '../../src/authz/request.ts';
import { builtinPolicies } from '../../src/edge/builtinPolicies.ts';
import type { JsonObject } from '../../src/jsonrpc/message.ts';
import { policyOf } from '../support/policyOf.ts';

/** A file of cases, see `README.md` beside it. */
interface CaseFile {
  readonly description: string;
  readonly policies: readonly JsonObject[];
  /** The whole session in observe mode. */
  readonly observe?: boolean;
  readonly cases: readonly Case[];
}

interface Case {
  readonly it: string;
  readonly request: {
    readonly agent?: string;
    readonly server?: string;
    readonly from?: 'client' | 'server';
    readonly method?: string;
    readonly tool?: string;
    readonly prompt?: string;
    readonly uri?: string;
    readonly args?: JsonObject;
    readonly context?: JsonObject;
    readonly facts?: GivenFacts;
  };
  readonly want: {
    readonly outcome: 'allow' | 'deny' | 'ask' | 'observe';
    readonly rule?: string;
    readonly nearest?: string;
    readonly error?: string;
    readonly listed?: boolean;
    readonly obliges?: readonly string[];
  };
}

/** Facts as a case spells them: moments as text. */
interface GivenFacts extends Omit<Facts, 'session' | 'now'> {
  readonly session?: {
    readonly calls?: number;
    readonly denied?: number;
    readonly tainted?: boolean;
    readonly tools_called?: readonly string[];
    readonly started?: string;
  };
  readonly now?: string;
}

const KEYS = {
  file: ['description', 'policies', 'observe', 'cases'],
  case: ['it', 'request', 'want'],
  request: ['agent', 'server', 'from', 'method', 'tool', 'prompt', 'uri', 'args', 'context', 'facts'],
  want: ['outcome', 'rule', 'nearest', 'error', 'listed', 'obliges'],
};

const builtins = builtinPolicies();
const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.yaml'));
const floor = builtin('default');

describe.each(files)('%s', (file) => {
  const content = parse(readFileSync(join(import.meta.dirname, file), 'utf8')) as CaseFile;
  const policies = content.policies.map((each) =>
    typeof each['builtin'] === 'string' ? builtin(each['builtin']) : policyOf(each),
  );
  const set = compilePolicies(policies, {
    floor,
    environment: { cwd: '/data/project', home: '/home/ada', realpath: null },
    hint: '/policies',
    hash: 'sha256:test',
    hasUserPolicy: true,
  });

  it('spells its keys as this test reads them', () => {
    expect(Object.keys(content).filter((key) => !KEYS.file.includes(key))).toEqual([]);
    for (const each of content.cases) {
      expect(Object.keys(each).filter((key) => !KEYS.case.includes(key))).toEqual([]);
      expect(Object.keys(each.request).filter((key) => !KEYS.request.includes(key))).toEqual([]);
      expect(Object.keys(each.want).filter((key) => !KEYS.want.includes(key))).toEqual([]);
    }
  });

  it.each(content.cases)('$it', ({ request: given, want }) => {
    const request = toRequest(given);
    const session = { agent: request.agent, server: request.server, observe: content.observe ?? false };
    const authorizer = set.authorizerFor(session);
    const decision = authorizer.authorize(request);
    expect(outcomeOf(decision), decision.reason).toBe(want.outcome);
    if (want.rule !== undefined) expect(decision.determining.map(refOf)).toContain(want.rule);
    if (want.error === undefined) expect(decision.errors).toEqual([]);
    else expect(decision.errors.map(({ message }) => message).join('\n')).toContain(want.error);
    if (want.nearest === undefined) expect(decision.nearMiss).toBeNull();
    else expect(decision.nearMiss).toContain(want.nearest);
    const obliges = decision.obligations.map(obligationText).filter((text) => want.outcome !== 'ask' || text !== 'ask');
    expect(obliges).toEqual(want.obliges ?? []);
    expect(isListed(authorizer, request)).toBe(want.listed ?? want.outcome !== 'deny');
  });
});

it('has at least three hundred cases, a third of them denials', () => {
  const cases = files.flatMap(
    (file) => (parse(readFileSync(join(import.meta.dirname, file), 'utf8')) as CaseFile).cases,
  );
  expect(cases.length).toBeGreaterThanOrEqual(300);
  expect(cases.filter(({ want }) => want.outcome === 'deny').length * 3).toBeGreaterThanOrEqual(cases.length);
});

function builtin(name: string) {
  const path = builtins.get(name);
  if (path === undefined) throw new Error(`no built-in policy is named ${name}`);
  return policyOf(readFileSync(path, 'utf8'));
}

function toRequest({
  agent,
  server,
  from,
  method,
  tool,
  prompt,
  uri,
  args,
  context,
  facts,
}: Case['request']): AuthorizationRequest {
  const implied = prompt !== undefined ? 'prompts/get' : uri !== undefined ? 'resources/read' : 'tools/call';
  return {
    agent: agent ?? 'default',
    server: server ?? 'fs',
    from: from ?? 'client',
    method: method ?? implied,
    action: tool ?? prompt ?? null,
    resource: uri ?? null,
    args: args ?? (tool === undefined ? null : {}),
    context: context ?? {},
    ...(facts === undefined ? {} : { facts: toFacts(facts) }),
  };
}

function toFacts({ session, now, ...rest }: GivenFacts): Facts {
  const { calls = 0, denied = 0, tainted = false, tools_called: toolsCalled = [], started = START } = session ?? {};
  return {
    ...rest,
    ...(session === undefined
      ? {}
      : { session: { calls, denied, tainted, toolsCalled, started: Date.parse(started) } }),
    ...(now === undefined ? {} : { now: Date.parse(now) }),
  };
}

const START = '2026-01-01T00:00:00Z';

/** An obligation as `want.obliges` spells it. */
function obligationText(obligation: Obligation): string {
  switch (obligation.type) {
    case 'rate-limit':
      return `limit ${obligation.maxCalls} in ${obligation.windowMs / 1000} s for each ${obligation.per}`;
    case 'inspect-result': {
      const { secrets, injection, maxBytes, taint } = obligation;
      return `result: secrets ${secrets}, injection ${injection}, ${maxBytes ?? 'any'} bytes${taint ? ', taints' : ''}`;
    }
    case 'require-approval': {
      const { timeoutMs, remember = [] } = obligation;
      const timeout = timeoutMs === undefined ? '' : ` within ${timeoutMs / 1000} s`;
      return `ask${timeout}${remember.length === 0 ? '' : `, for ${remember.join(' or ')}`}`;
    }
  }
}

function outcomeOf({ outcome, observed, obligations }: Decision): Case['want']['outcome'] {
  if (observed) return 'observe';
  return obligations.some(({ type }) => type === 'require-approval') ? 'ask' : outcome;
}

function refOf({ policy, rule }: Decision['determining'][number]): string {
  return `${policy}/${rule}`;
}

/** Lists are filtered before there are any arguments. */
function isListed(authorizer: Authorizer, request: AuthorizationRequest): boolean {
  return authorizer.couldAllow({ ...request, args: null, context: {} });
}
