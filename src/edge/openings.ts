import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { SealedBatch } from '../audit/chain.ts';
import type { Home } from './home.ts';

/** What opens the commitments of one entry: salts and values, kept beside the log and outside its hashes. */
export interface EntryOpenings {
  readonly seq: number;
  readonly recordId: string;
  /** RFC 9901 disclosures. */
  readonly disclosures: readonly string[];
}

export interface OpeningsWriter {
  /** Writes a commit's openings soon, in order; what cannot be written is lost, and the log stays whole without it. */
  put(commit: Pick<SealedBatch, 'rows' | 'recordIds' | 'openings'>): void;
  close(): Promise<void>;
}

/** More than this waiting for a slow disk is dropped: what the log needs comes first. */
const MOST_WAITING_CHARS = 16 * 1024 * 1024;

/** Many entries share a write: one each would cost more than their commits. */
const SOON_MS = 20;
const LARGE_CHARS = 1024 * 1024;

/** Loads what tells an opening that must not be kept, for it reveals a secret. */
export type LoadSecretTest = () => Promise<(disclosure: string) => boolean>;

/** Who cannot tell secrets keeps nothing that could be one. */
export const NOTHING_IS_KEPT: LoadSecretTest = () => Promise.resolve(() => true);

/** Who hears of openings that were lost, and what tells those that must not be kept. */
export interface OpeningsOptions {
  readonly failed: (error: unknown) => void;
  readonly loadSecretTest: LoadSecretTest;
}

/** Opens the openings of a slot for writing: one file a day (UTC). */
export function openOpenings(home: Home, slot: string, { failed, loadSecretTest }: OpeningsOptions): OpeningsWriter {
  let isSecret: ((disclosure: string) => boolean) | null = null;
  let loading: Promise<void> | null = null;
  let early: Parameters<OpeningsWriter['put']>[0][] = [];
  let waiting: { day: string; text: string }[] = [];
  let waitingChars = 0;
  let timer: NodeJS.Timeout | null = null;
  let file: { readonly day: string; readonly handle: FileHandle } | null = null;
  let writing: Promise<void> = Promise.resolve();
  /** Characters handed to the disk and not yet written. */
  let flyingChars = 0;

  function queue(day: string, line: string): void {
    if (waitingChars + flyingChars + line.length > MOST_WAITING_CHARS) {
      failed(new Error('the disk is too slow for the openings'));
      return;
    }
    waitingChars += line.length;
    const last = waiting.at(-1);
    if (last?.day === day) last.text += line;
    else waiting.push({ day, text: line });
    if (waitingChars > LARGE_CHARS) write();
    else timer ??= setTimeout(write, SOON_MS).unref();
  }

  function write(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const batch = waiting;
    const chars = waitingChars;
    waiting = [];
    waitingChars = 0;
    flyingChars += chars;
    writing = writing.then(async () => {
      for (const { day, text } of batch) await append(day, text).catch(failed);
      flyingChars -= chars;
    });
  }

  async function append(day: string, text: string): Promise<void> {
    if (file?.day !== day) {
      await file?.handle.close();
      file = null;
      await mkdir(folderOf(home, slot), { recursive: true, mode: 0o700 });
      file = { day, handle: await open(join(folderOf(home, slot), `${day}.jsonl`), 'a', 0o600) };
      // A line that a killed process left half written must not swallow the next one.
      await file.handle.appendFile('\n');
    }
    await file.handle.appendFile(text);
  }

  function keep({ rows, recordIds, openings }: (typeof early)[number], test: (disclosure: string) => boolean): void {
    for (const { seq, disclosures } of openings) {
      const index = seq - (rows[0]?.seq ?? seq);
      const kept = disclosures.filter((disclosure) => !test(disclosure));
      if (kept.length > 0) queue(dayOf(rows[index]?.ts ?? 0), lineOf(seq, recordIds[index] ?? '', kept));
    }
  }

  /** INVARIANT: no opening is kept before it can be told whether it reveals a secret. */
  async function load(): Promise<void> {
    try {
      const test = await loadSecretTest();
      isSecret = test;
      for (const commit of early) keep(commit, test);
    } catch (error) {
      isSecret = () => true;
      failed(error);
    }
    early = [];
  }

  return {
    put(commit) {
      if (isSecret !== null) keep(commit, isSecret);
      else {
        early.push({ rows: commit.rows, recordIds: commit.recordIds, openings: commit.openings });
        loading ??= load();
      }
    },
    async close() {
      await loading;
      write();
      await writing;
      await file?.handle.close();
      file = null;
    },
  };
}

/** Removes every slot's files of days that ended more than `days` ago; what they opened can never be read again. */
export async function pruneOpenings(home: Home, days: number, nowMs: number): Promise<void> {
  const oldest = dayOf(nowMs - days * 86_400_000);
  for (const slot of await namesIn(home.openings)) {
    for (const name of await namesIn(folderOf(home, slot))) {
      const day = /^(\d{4}-\d\d-\d\d)\.jsonl$/.exec(name)?.[1];
      if (day !== undefined && day < oldest) await rm(join(folderOf(home, slot), name), { force: true });
    }
  }
}

/** Finds the disclosures of an entry, or none: they may have been erased, expired or never kept. */
export async function findOpenings(
  home: Home,
  slot: string,
  entry: { seq: number; ts: number },
): Promise<EntryOpenings> {
  const found = { seq: entry.seq, recordId: '', disclosures: [] };
  for await (const line of openingLines(home, slot, dayOf(entry.ts))) {
    if (!line.startsWith(prefixOf(entry.seq))) continue;
    const opening = parseOpening(line);
    if (opening !== null) return opening;
  }
  return found;
}

/** The lines of a slot's openings of one day (UTC), in the order in which they were written; none where there are none. */
export async function* openingLines(home: Home, slot: string, day: string): AsyncGenerator<string, void> {
  const name = `${day}.jsonl`;
  if (!(await namesIn(folderOf(home, slot))).includes(name)) return;
  const input = createReadStream(join(folderOf(home, slot), name), 'utf8');
  try {
    yield* createInterface({ input, crlfDelay: Infinity });
  } finally {
    input.destroy();
  }
}

function folderOf(home: Home, slot: string): string {
  return join(home.openings, slot);
}

/** The day (UTC) under which the openings of an entry lie; empty for what is no time, as a column that was changed. */
export function dayOf(ms: number): string {
  const at = new Date(ms);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString().slice(0, 10);
}

function lineOf(seq: number, recordId: string, disclosures: readonly string[]): string {
  return `${prefixOf(seq)}"record_id":${JSON.stringify(recordId)},"disclosures":${JSON.stringify(disclosures)}}\n`;
}

/** Every line starts with its seq, so that a search need not parse the others. */
function prefixOf(seq: number): string {
  return `{"seq":${seq},`;
}

/** Reads a line of openings; null for one that was left half written. */
export function parseOpening(line: string): EntryOpenings | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  if (!('seq' in value) || !('record_id' in value) || !('disclosures' in value)) return null;
  const { seq, record_id: recordId, disclosures } = value;
  if (typeof seq !== 'number' || typeof recordId !== 'string' || !Array.isArray(disclosures)) return null;
  return { seq, recordId, disclosures: disclosures.filter((opening) => typeof opening === 'string') };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return [];
    throw error;
  }
}
