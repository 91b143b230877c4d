import type { JsonObject } from '../../jsonrpc/message.ts';
import { isObject } from '../../jsonrpc/value.ts';
import { readFields, type KeyTable } from '../fields.ts';
import { readJson, refuse } from '../matchers/operand.ts';
import type { AuthorizationRequest } from '../request.ts';
import { factsShape } from './caseFacts.ts';
import { choiceShape, flagShape, listShape, textShape, type PolicyContext, type Shape } from '../shape.ts';
import type { Position, Problem, SourceNode } from '../source.ts';

/** What a file of decision cases says: policies, and what they are to decide. */
export interface CaseFile {
  readonly description: string;
  /** Policies written out, or where they are; null: those that whoever runs the cases names. */
  readonly policies: readonly SourceNode[] | null;
  /** The whole session in observe mode. */
  readonly observe: boolean;
  /** The server's working directory and home, for paths. */
  readonly cwd: string;
  readonly home: string;
  readonly cases: readonly DecisionCase[];
}

/** One request, and what is wanted of the decision. */
export interface DecisionCase {
  readonly it: string;
  readonly at: Position;
  readonly request: AuthorizationRequest;
  readonly want: Wanted;
}

/** What is wanted; null where it does not matter. */
export interface Wanted {
  readonly outcome: (typeof OUTCOMES)[number];
  /** The `policy/rule` that decides. */
  readonly rule: string | null;
  /** Part of the hint at the rule that nearly allowed it. */
  readonly nearest: string | null;
  /** Part of what cannot be evaluated; null: everything can. */
  readonly error: string | null;
  /** Whether lists show it. */
  readonly listed: boolean | null;
  /** What has to be done for it to hold, besides asking for approval. */
  readonly obliges: readonly string[] | null;
}

/** Reads a file of cases, or everything that is wrong with it. */
export function parseCaseFile(file: string, node: SourceNode): CaseFile | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const report = (at: Position, message: string): void => void problems.push({ file, at, message });
  const context: PolicyContext = { report, warn: () => undefined, regex: null, when: null };
  const fields = readFields(node, FILE_KEYS, context, 'a map with `description`, `policies` and `cases`');
  if (fields === null) return { problems };
  const read: CaseFile = {
    description: fields.read('description') ?? '',
    policies: fields.node('policies') === undefined ? null : (fields.read('policies') ?? []),
    observe: fields.read('observe') ?? false,
    cwd: fields.read('cwd') ?? '/data/project',
    home: fields.read('home') ?? '/home/ada',
    cases: fields.read('cases') ?? [],
  };
  return problems.length > 0 ? { problems } : read;
}

/** Whether a document is one of cases, and not a policy. */
export function hasCases(node: SourceNode): boolean {
  return node.kind === 'map' && node.entries.some(({ key }) => key === 'cases');
}

const OUTCOMES = ['allow', 'deny', 'ask', 'observe'] as const;

/** Read later, each as what it is; none at all leaves the floor. */
const policiesShape: Shape<readonly SourceNode[]> = {
  schema: { type: 'array' },
  read: (node, { report }) =>
    node.kind === 'seq' ? node.items : refuse(node, report, 'a list of policies, files or `builtin:NAME`'),
};

const folderShape: Shape<string> = {
  schema: { type: 'string' },
  read(node, { report }) {
    const path = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : '';
    return path.startsWith('/') ? path : refuse(node, report, 'an absolute path');
  },
};

const objectShape: Shape<JsonObject> = {
  schema: { type: 'object' },
  read(node, { report }) {
    const json = node.kind === 'map' ? readJson(node, report)?.json : null;
    return isObject(json) ? json : refuse(node, report, 'a map');
  },
};

/** Text as it is: names of tools may have any characters. */
const nameShape: Shape<string> = {
  schema: { type: 'string' },
  read(node, { report }) {
    return node.kind === 'scalar' && typeof node.value === 'string'
      ? node.value
      : refuse(node, report, 'text, in quotes');
  },
};

const key = <T>(shape: Shape<T>, required?: string) => ({
  description: '',
  shape,
  ...(required === undefined ? {} : { required }),
});

const REQUEST_KEYS = {
  agent: key(nameShape),
  server: key(nameShape),
  from: key(choiceShape('side', ['client', 'server'])),
  method: key(nameShape),
  tool: key(nameShape),
  prompt: key(nameShape),
  uri: key(nameShape),
  args: key(objectShape),
  context: key(objectShape),
  facts: key(factsShape),
} as const satisfies KeyTable;

const WANT_KEYS = {
  outcome: key(choiceShape('outcome', OUTCOMES), '`allow`, `deny`, `ask` or `observe`'),
  rule: key(textShape('`policy/rule`')),
  nearest: key(textShape('part of the hint')),
  error: key(textShape('part of the message')),
  listed: key(flagShape),
  obliges: key(listShape('a list of obligations', textShape('an obligation'))),
} as const satisfies KeyTable;

const requestShape: Shape<AuthorizationRequest> = {
  schema: {},
  read(node, context) {
    const fields = readFields(
      node,
      REQUEST_KEYS,
      context,
      'a request: a map with `tool` and `args`, `uri` or `method`',
    );
    if (fields === null) return null;
    const [tool, prompt, uri] = [fields.read('tool'), fields.read('prompt'), fields.read('uri')];
    const implied = prompt !== null ? 'prompts/get' : uri !== null ? 'resources/read' : 'tools/call';
    const [method, facts] = [fields.read('method'), fields.read('facts')];
    if (method === null && tool === null && implied === 'tools/call') {
      context.report(node.at, 'missing `tool`, expected it, or `prompt`, `uri` or `method`');
    }
    return {
      agent: fields.read('agent') ?? 'default',
      server: fields.read('server') ?? 'fs',
      from: fields.read('from') ?? 'client',
      method: method ?? implied,
      action: tool ?? prompt,
      resource: uri,
      args: fields.read('args') ?? (tool === null ? null : {}),
      context: fields.read('context') ?? {},
      ...(facts === null ? {} : { facts }),
    };
  },
};

const wantShape: Shape<Wanted> = {
  schema: {},
  read(node, context) {
    const fields = readFields(node, WANT_KEYS, context, 'what is wanted: a map with `outcome`');
    if (fields === null) return null;
    return {
      outcome: fields.read('outcome') ?? 'deny',
      rule: fields.read('rule'),
      nearest: fields.read('nearest'),
      error: fields.read('error'),
      listed: fields.read('listed'),
      obliges: fields.read('obliges'),
    };
  },
};

const CASE_KEYS = {
  it: key(textShape('what the case is about'), 'a sentence'),
  request: key(requestShape, 'a request'),
  want: key(wantShape, 'what is wanted'),
} as const satisfies KeyTable;

const caseShape: Shape<DecisionCase> = {
  schema: {},
  read(node, context) {
    const fields = readFields(node, CASE_KEYS, context, 'a case: a map with `it`, `request` and `want`');
    if (fields === null) return null;
    const [it, request, want] = [fields.read('it'), fields.read('request'), fields.read('want')];
    return it === null || request === null || want === null ? null : { it, at: node.at, request, want };
  },
};

const FILE_KEYS = {
  description: key(textShape('what the cases are about')),
  policies: key(policiesShape),
  observe: key(flagShape),
  cwd: key(folderShape),
  home: key(folderShape),
  cases: key(listShape('a list of cases', caseShape), 'a list of cases'),
} as const satisfies KeyTable;
