import { readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from './durableFile.ts';
import type { Home } from './home.ts';

/** Why everything is stopped, and since when. */
export interface Stopped {
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Whether everything is stopped; null where it is not. INVARIANT: a switch that cannot be read counts as thrown. */
export async function readStopSwitch(home: Home): Promise<Stopped | null> {
  try {
    return parse(await readFile(pathIn(home), 'utf8'));
  } catch (error) {
    if (isMissing(error)) return null;
    return { reason: `the stop switch \`${pathIn(home)}\` cannot be read: ${messageOf(error)}`, at: 0 };
  }
}

/** Stops every call of every proxy of a home, also of those that start later; they notice within a second. */
export function throwStopSwitch(home: Home, stopped: Stopped): Promise<void> {
  return replaceFile(pathIn(home), `${JSON.stringify(stopped)}\n`);
}

/** Lets calls through again; false where nothing was stopped. */
export async function releaseStopSwitch(home: Home): Promise<boolean> {
  try {
    await unlink(pathIn(home));
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function pathIn(home: Home): string {
  return join(home.root, 'stopped.json');
}

function parse(text: string): Stopped {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) throw new Error('it is no JSON object');
  const reason = 'reason' in value && typeof value.reason === 'string' ? value.reason : '';
  const at = 'at' in value && typeof value.at === 'number' ? value.at : 0;
  return { reason, at };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
