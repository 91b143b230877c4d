import { scanServer } from '../../../scanner/scan.ts';
import { listingOf, scannerListing } from '../../../src/app/scan/listing.ts';
import type { ScannedServer } from '../../../src/app/scan/scan.ts';
import type { JsonObject } from '../../../src/jsonrpc/message.ts';
import { HERE } from '../../pins/support.ts';

/** A server as a scan leaves it. */
export function scannedServer(
  tools: readonly JsonObject[],
  over: Partial<ScannedServer> & { readonly instructions?: string } = {},
): ScannedServer {
  const { instructions, ...more } = over;
  const listing = listingOf('srv', { tools: [...tools], ...(instructions === undefined ? {} : { instructions }) });
  if (listing === null) throw new Error('it is a listing');
  return {
    name: 'srv',
    source: null,
    upstream: { kind: 'command', command: 'npx', args: [] },
    identity: HERE,
    listing,
    report: scanServer(scannerListing(listing)),
    ...more,
  };
}
