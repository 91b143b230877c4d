import type { SqlRow, SqlValue } from './sqlite.ts';

/** An agent as the registry keeps it. */
export interface AgentRecord {
  readonly id: string;
  readonly name: string;
  /** What names that look alike have in common: no two agents share one, deleted ones included. */
  readonly skeleton: string;
  readonly vendor: string;
  readonly type: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly status: 'active' | 'suspended' | 'deleted';
  /** Why it is suspended; empty where nothing was said. */
  readonly reason: string;
  readonly generation: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The columns, in the order of `rowFromAgent`. */
export const AGENT_COLUMNS = [
  'id',
  'name',
  'skeleton',
  'status',
  'generation',
  'reason',
  'created',
  'updated',
  'facts',
] as const;

/** The values of an agent's row. */
export function rowFromAgent(agent: AgentRecord): readonly SqlValue[] {
  const { id, name, skeleton, status, generation, reason, createdAt, updatedAt } = agent;
  const { vendor, type, description, tags, labels } = agent;
  const facts = JSON.stringify({ vendor, type, description, tags, labels });
  return [id, name, skeleton, status, generation, reason, createdAt, updatedAt, facts];
}

/** Reads a row; throws where it is none that was written here. */
export function agentFromRow(row: SqlRow): AgentRecord {
  const facts: unknown = JSON.parse(text(row['facts']));
  if (!isObject(facts)) throw damaged();
  return {
    id: text(row['id']),
    name: text(row['name']),
    skeleton: text(row['skeleton']),
    vendor: text(facts['vendor']),
    type: text(facts['type']),
    description: text(facts['description']),
    tags: texts(facts['tags']),
    labels: labelsOf(facts['labels']),
    status: statusOf(row['status']),
    reason: text(row['reason']),
    generation: whole(row['generation']),
    createdAt: whole(row['created']),
    updatedAt: whole(row['updated']),
  };
}

function statusOf(value: unknown): AgentRecord['status'] {
  if (value === 'active' || value === 'suspended' || value === 'deleted') return value;
  throw damaged();
}

function labelsOf(value: unknown): Readonly<Record<string, string>> {
  if (!isObject(value)) throw damaged();
  return Object.fromEntries(Object.entries(value).map(([key, label]) => [key, text(label)]));
}

function texts(value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw damaged();
  return value.map(text);
}

function text(value: unknown): string {
  if (typeof value === 'string') return value;
  throw damaged();
}

function whole(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw damaged();
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function damaged(): Error {
  return new Error('a row of it is damaged');
}
