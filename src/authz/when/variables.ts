import { type Facts, RISK_EFFECTS, RISK_LEVELS } from '../request.ts';
import type { ResourceReading } from '../resource.ts';
import type { WhenInput } from './condition.ts';
import type { Run } from './run.ts';

/** A part of a variable, with its type as CEL spells it. */
export interface FieldRow {
  readonly type: string;
  /** All that it can be, where that is known: a comparison with anything else is a slip. */
  readonly values?: readonly string[];
}

/** What a variable with parts is made of; its values are instances of `ctor`, by which the engine knows them. */
export interface TypeRow {
  readonly name: string;
  readonly ctor: new () => object;
  readonly fields: Readonly<Record<string, FieldRow>>;
}

const TIMESTAMP = 'google.protobuf.Timestamp';

/** A constructor that is no other's. */
function newType(): new () => object {
  return class extends Object {};
}

const Agent: TypeRow = {
  name: 'Agent',
  ctor: newType(),
  fields: {
    name: { type: 'string' },
    id: { type: 'string' },
    labels: { type: 'map<string, string>' },
    verified: { type: 'bool' },
  },
};

const Server: TypeRow = {
  name: 'Server',
  ctor: newType(),
  fields: { name: { type: 'string' }, transport: { type: 'string', values: ['stdio', 'http'] } },
};

const Risk: TypeRow = {
  name: 'Risk',
  ctor: newType(),
  fields: { level: { type: 'string', values: RISK_LEVELS }, effects: { type: 'list<string>', values: RISK_EFFECTS } },
};

const Tool: TypeRow = {
  name: 'Tool',
  ctor: newType(),
  fields: {
    name: { type: 'string' },
    risk: { type: 'Risk' },
    pinned: { type: 'bool' },
    drifted: { type: 'bool' },
    findings: { type: 'list<string>' },
  },
};

const Session: TypeRow = {
  name: 'Session',
  ctor: newType(),
  fields: {
    calls: { type: 'int' },
    denied: { type: 'int' },
    tainted: { type: 'bool' },
    tools_called: { type: 'list<string>' },
    started: { type: TIMESTAMP },
  },
};

/** Types before those that have them as parts. */
export const TYPES: readonly TypeRow[] = [Agent, Server, Risk, Tool, Session];

/** Every variable of an expression, with its type. */
export const VARIABLES: ReadonlyMap<string, string> = new Map([
  ['agent', 'Agent'],
  ['server', 'Server'],
  ['tool', 'Tool'],
  ['args', 'map<string, dyn>'],
  ['resource', 'string'],
  ['method', 'string'],
  ['context', 'map<string, dyn>'],
  ['session', 'Session'],
  ['now', TIMESTAMP],
]);

/** The variable that stands for the evaluation itself; no expression can name it. */
export const RUN_VARIABLE = 'run_';

/** The values of the variables for one evaluation, each made when it is first asked for; undefined is not known. */
export class Bindings {
  readonly run_: Run;
  readonly #input: WhenInput;
  #tool: object | undefined;
  #session: object | undefined;

  constructor(input: WhenInput, run: Run) {
    this.#input = input;
    this.run_ = run;
  }

  get agent(): object {
    const { id, labels, verified = false } = this.#facts.agent ?? {};
    return make(Agent, { name: this.#input.request.agent, id, labels, verified });
  }

  get server(): object {
    return make(Server, { name: this.#input.request.server, transport: this.#facts.server?.transport });
  }

  get tool(): object {
    const { risk, pinned = false, drifted, findings } = this.#facts.tool ?? {};
    this.#tool ??= make(Tool, {
      name: this.#input.request.action ?? undefined,
      risk: make(Risk, { level: risk?.level, effects: risk?.effects }),
      pinned,
      drifted,
      findings,
    });
    return this.#tool;
  }

  get args(): object {
    return this.#input.request.args ?? {};
  }

  get resource(): string | undefined {
    return onlyReading(this.#input.resource);
  }

  get method(): string {
    return this.#input.request.method;
  }

  get context(): object {
    return this.#input.request.context;
  }

  get session(): object {
    const { session } = this.#facts;
    this.#session ??= make(Session, {
      calls: session && BigInt(session.calls),
      denied: session && BigInt(session.denied),
      tainted: session?.tainted,
      tools_called: session?.toolsCalled,
      started: session && new Date(session.started),
    });
    return this.#session;
  }

  get now(): Date | undefined {
    const { now } = this.#facts;
    return now === undefined ? undefined : new Date(now);
  }

  get #facts(): Facts {
    return this.#input.request.facts ?? {};
  }
}

/** A URI that servers may read in two ways has no value: whatever an expression says of it would be a guess. */
function onlyReading(resource: ResourceReading | null): string | undefined {
  if (resource?.kind !== 'clear' || resource.whole.length !== 1) return undefined;
  return resource.whole[0];
}

function make({ ctor }: TypeRow, members: object): object {
  return Object.assign(new ctor(), members);
}
