import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { LeashError } from '../../errors.ts';
import { textNestsDeeper } from '../../jsonrpc/depth.ts';
import type { JsonValue } from '../../jsonrpc/message.ts';
import { isObject, member } from '../../jsonrpc/value.ts';
import { listingOf, type Listing } from './listing.ts';

/**
 * Reads recorded listings: a `tools/list` result, or `{"servers": {"name": {"tools": [...]}}}`. Throws `ERR_USAGE` for what
 * is neither.
 */
export async function recordedListings(path: string, name: string | null): Promise<readonly Listing[]> {
  const value = parsed(path, await textOf(path));
  const servers = member(value, 'servers');
  if (isObject(servers)) {
    return Object.entries(servers).map(
      ([server, each]) => listingOf(server, each) ?? refuse(path, `\`servers.${server}\` has no list of tools`),
    );
  }
  // A whole response is as good as its result.
  const listing = listingOf(name ?? basename(path).replace(/\.json$/i, ''), member(value, 'result') ?? value);
  return [listing ?? refuse(path, 'it is neither a `tools/list` result nor `{"servers": {...}}`')];
}

const DEEPEST = 400;

function parsed(path: string, text: string): JsonValue {
  if (textNestsDeeper(text, DEEPEST)) return refuse(path, `it nests deeper than ${DEEPEST} levels`);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as JsonValue;
  } catch {
    return refuse(path, 'it is not JSON');
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    return refuse(path, error instanceof Error ? error.message : String(error));
  }
}

function refuse(path: string, why: string): never {
  throw new LeashError('ERR_USAGE', `\`${path}\` cannot be scanned: ${why}`);
}
