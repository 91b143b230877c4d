import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export type Tool = Readonly<Record<string, unknown>>;

export interface CorpusRow {
  readonly id: string;
  readonly tool: Tool;
  readonly family: string;
  readonly detectableFrom: string;
  readonly server: string;
  readonly context: readonly Tool[];
}

interface RiskLabel {
  readonly id: string;
  readonly primary: string;
  readonly egress: string;
  readonly credential: boolean;
}

interface RugPull {
  readonly id: string;
  readonly before: Tool;
  readonly after: Tool;
}

export interface Corpus {
  readonly malicious: readonly CorpusRow[];
  readonly derived: readonly CorpusRow[];
  readonly benign: readonly CorpusRow[];
  readonly hardNegatives: readonly CorpusRow[];
  readonly risk: readonly RiskLabel[];
  readonly rugPulls: readonly RugPull[];
}

/** Reads a folder of gzipped JSON lines; a file that is missing is an empty list. */
export function readCorpus(folder: string): Corpus {
  const rows = (name: string): CorpusRow[] => readLines(folder, name).map(toRow);
  return {
    malicious: rows('malicious'),
    derived: rows('derived_malicious'),
    benign: rows('benign'),
    hardNegatives: rows('hard_negatives'),
    risk: readLines(folder, 'risk_labels').map((line) => ({
      id: text(line, 'id'),
      primary: text(line, 'primary'),
      // The labels call a named service `saas`.
      egress: text(line, 'egress_kind') === 'saas' ? 'service' : text(line, 'egress_kind'),
      credential: line['credential'] === true,
    })),
    rugPulls: readLines(folder, 'rug_pull_pairs').map((line) => ({
      id: text(line, 'id'),
      before: object(line['before']),
      after: object(line['after']),
    })),
  };
}

function readLines(folder: string, name: string): Tool[] {
  const packed = join(folder, `${name}.jsonl.gz`);
  const plain = join(folder, `${name}.jsonl`);
  const content = existsSync(packed)
    ? gunzipSync(readFileSync(packed)).toString('utf8')
    : existsSync(plain)
      ? readFileSync(plain, 'utf8')
      : '';
  return content
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => object(JSON.parse(line)));
}

function toRow(line: Tool): CorpusRow {
  const context = line['benign_context_tools'];
  return {
    id: text(line, 'id'),
    tool: object(line['tool']),
    family: text(line, 'family'),
    detectableFrom: text(line, 'detectable_from'),
    server: text(line, 'server'),
    context: Array.isArray(context) ? context.map(object) : [],
  };
}

function text(line: Tool, key: string): string {
  const value = line[key];
  return typeof value === 'string' ? value : '';
}

function object(value: unknown): Tool {
  return typeof value === 'object' && value !== null ? (value as Tool) : {}; // A parser: its rows are read by name, each value checked.
}
