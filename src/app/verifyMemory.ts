import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { decodeBase64 } from '../audit/base64.ts';
import { replaceFile } from '../edge/durableFile.ts';
import type { Home } from '../edge/home.ts';

/** What the last sound verification saw: a log may only grow from there, under the same root key. */
export interface VerifyMemory {
  /** The root key, as text. */
  readonly rootKey: string;
  /** By slot. */
  readonly logs: ReadonlyMap<string, RememberedLog>;
}

export interface RememberedLog {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Where the memory lies; reports name it. */
export function memoryPath(home: Home): string {
  return join(home.root, 'verify.json');
}

/** Reads the memory; null when there is none yet, `damaged` when it cannot be read. */
export async function readMemory(home: Home): Promise<VerifyMemory | 'damaged' | null> {
  let text: string;
  try {
    text = await readFile(memoryPath(home), 'utf8');
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? null : 'damaged';
  }
  try {
    return parseMemory(JSON.parse(text));
  } catch {
    return 'damaged';
  }
}

/** Remembers what a sound verification saw. */
export async function writeMemory(home: Home, { rootKey, logs }: VerifyMemory): Promise<void> {
  const entries = [...logs].map(([slot, { size, root }]) => [
    slot,
    { size, root: Buffer.from(root).toString('base64') },
  ]);
  const text = JSON.stringify({ v: 1, root_key: rootKey, logs: Object.fromEntries(entries) as unknown }, null, 2);
  await replaceFile(memoryPath(home), `${text}\n`);
}

function parseMemory(value: unknown): VerifyMemory | 'damaged' {
  if (!isObject(value) || value['v'] !== 1 || typeof value['root_key'] !== 'string' || !isObject(value['logs'])) {
    return 'damaged';
  }
  const logs = new Map<string, RememberedLog>();
  for (const [slot, log] of Object.entries(value['logs'])) {
    const remembered = parseLog(log);
    if (remembered === null) return 'damaged';
    logs.set(slot, remembered);
  }
  return { rootKey: value['root_key'], logs };
}

function parseLog(value: unknown): RememberedLog | null {
  if (!isObject(value) || typeof value['size'] !== 'number' || typeof value['root'] !== 'string') return null;
  const root = decodeBase64(value['root']);
  return root?.length === 32 && Number.isSafeInteger(value['size']) ? { size: value['size'], root } : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
