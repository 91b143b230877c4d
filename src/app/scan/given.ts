import { scanServer } from '../../../scanner/scan.ts';
import type { ScanReport } from '../../../scanner/report.ts';
import type { Home } from '../../edge/home.ts';
import { LeashError } from '../../errors.ts';
import type { JsonValue } from '../../jsonrpc/message.ts';
import { listingOf, scannerListing } from './listing.ts';
import { knownServers } from './scan.ts';

/** Scans a listing that somebody hands over, in the light of the servers that are known. Throws `ERR_USAGE` for what is none. */
export async function scanListing(home: Home, name: string, value: unknown): Promise<ScanReport> {
  // What JSON.parse has made.
  const listing = listingOf(name, value as JsonValue);
  if (listing === null) throw new LeashError('ERR_USAGE', 'the listing has no list of `tools`');
  const others = (await knownServers(home)).filter((each) => each.name !== name);
  return scanServer(scannerListing(listing), { otherServers: others });
}
