import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { locateHome, type Home } from '../../edge/home.ts';
import { LeashError } from '../../errors.ts';

/** A text in the log, and what it is made into: as long in bytes, so that nothing else moves. */
export interface Forgery {
  readonly from: string;
  readonly to: string;
}

/**
 * Copies a home that nobody writes to, and forges the first such text in the copy's log, in the bytes on disk. Throws
 * `ERR_LOG_UNAVAILABLE` where the log holds no such text.
 */
export function tamperedCopy(home: Home, target: string, { from, to }: Forgery): Home {
  if (Buffer.byteLength(from) !== Buffer.byteLength(to))
    throw new RangeError('a forgery is as long as what it replaces');
  cpSync(home.root, target, { recursive: true, filter: (path) => path !== home.run });
  const copy = locateHome(target, {});
  for (const name of readdirSync(copy.shards).filter((each) => each.endsWith('.db'))) {
    const file = join(copy.shards, name);
    const bytes = readFileSync(file);
    const at = bytes.indexOf(from);
    if (at < 0) continue;
    bytes.write(to, at);
    writeFileSync(file, bytes);
    return copy;
  }
  throw new LeashError('ERR_LOG_UNAVAILABLE', `nothing in \`${copy.shards}\` reads \`${from}\``);
}
