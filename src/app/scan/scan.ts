import { scanServer } from '../../../scanner/scan.ts';
import type { OtherServer, ScanReport } from '../../../scanner/report.ts';
import type { Diagnostics } from '../../edge/diagnostics.ts';
import type { Home } from '../../edge/home.ts';
import { readAllPins } from '../../edge/pinStore.ts';
import { ToolHeaders } from '../../http/toolHeaders.ts';
import { LeashError } from '../../errors.ts';
import type { Identity } from '../../pins/pin.ts';
import { startChild } from '../childUpstream.ts';
import { identityOf } from '../identity.ts';
import type { Upstream } from '../runtime.ts';
import type { UpstreamTarget } from '../target.ts';
import { askServer } from './ask.ts';
import { scannerListing, type Listing } from './listing.ts';

/** A server to scan: one to ask, or what was recorded of one. */
export type ScanTarget =
  | {
      readonly kind: 'live';
      readonly name: string;
      /** Where the user has set it up; null for one that was named. */
      readonly source: string | null;
      readonly upstream: UpstreamTarget;
      /** Variables that it is given besides. */
      readonly env: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'recorded'; readonly listing: Listing; readonly source: string }
  | { readonly kind: 'unusable'; readonly name: string; readonly source: string; readonly why: string };

/** A server that was scanned. */
export interface ScannedServer {
  readonly name: string;
  readonly source: string | null;
  readonly upstream: UpstreamTarget | null;
  /** What tells it from others; null for a recorded one. */
  readonly identity: Identity | null;
  readonly listing: Listing;
  readonly report: ScanReport;
}

/** A server that could not be. */
export interface UnscannedServer {
  readonly name: string;
  readonly source: string | null;
  readonly why: string;
}

export interface ScanOptions {
  readonly home: Home;
  readonly targets: readonly ScanTarget[];
  readonly timeoutMs: number;
  readonly maxLineBytes: number;
  readonly maxDepth: number;
  /** Leash's own. */
  readonly version: string;
  readonly onProgress: (progress: { readonly done: number; readonly total: number }) => void;
}

/** Asks servers for what they say of themselves, one after the other, and scans each in the light of all and of those that are known. */
export async function scanAll(
  options: ScanOptions,
): Promise<{ readonly scanned: readonly ScannedServer[]; readonly unscanned: readonly UnscannedServer[] }> {
  const listed: Omit<ScannedServer, 'report'>[] = [];
  const unscanned: UnscannedServer[] = [];
  for (const [done, target] of options.targets.entries()) {
    options.onProgress({ done, total: options.targets.length });
    try {
      listed.push(await listTarget(target, options));
    } catch (error) {
      const name = target.kind === 'recorded' ? target.listing.name : target.name;
      unscanned.push({ name, source: target.source, why: whyOf(error) });
    }
  }
  const known = await knownServers(options.home);
  const scanned = listed.map((each) => {
    const others = othersOf(each, listed, known);
    return { ...each, report: scanServer(scannerListing(each.listing), { otherServers: others }) };
  });
  return { scanned, unscanned };
}

async function listTarget(target: ScanTarget, options: ScanOptions): Promise<Omit<ScannedServer, 'report'>> {
  switch (target.kind) {
    case 'unusable':
      throw new LeashError('ERR_SCAN_FAILED', target.why);
    case 'recorded': {
      const { listing, source } = target;
      return { name: listing.name, source, upstream: null, identity: null, listing };
    }
    case 'live': {
      const { name, source, upstream } = target;
      const listing = await askServer(await start(target, options), { ...options, name });
      return { name, source, upstream, identity: identityOf(upstream), listing };
    }
  }
}

async function start(
  { upstream, env }: Extract<ScanTarget, { kind: 'live' }>,
  { home, version }: ScanOptions,
): Promise<Upstream> {
  if (upstream.kind === 'command') {
    return startChild({ ...upstream, environment: { ...process.env, ...env }, diagnostics: SILENT });
  }
  const { httpUpstreams } = await import('../httpUpstream.ts');
  const open = await httpUpstreams({ target: upstream, home, diagnostics: SILENT, version, tools: new ToolHeaders() });
  return open();
}

/** What a server prints while it is scanned is nobody's; its last lines are told where it fails. */
export const SILENT: Diagnostics = {
  warn: () => undefined,
  announce: () => undefined,
  diverted: () => undefined,
  pass: () => true,
  onIdle: () => undefined,
  flushed: () => Promise.resolve(),
};

/** The servers that are pinned, by the names of their tools. */
export async function knownServers(home: Home): Promise<readonly OtherServer[]> {
  return (await readAllPins(home)).flatMap((each) => {
    if (each.kind === 'unreadable') return [];
    const pins = each.file.identities.flatMap((identity) => identity.pins);
    return [
      { name: each.file.server, tools: pins.filter(({ kind }) => kind === 'tool').map(({ name }) => ({ name })) },
    ];
  });
}

function othersOf(
  own: Omit<ScannedServer, 'report'>,
  listed: readonly Omit<ScannedServer, 'report'>[],
  known: readonly OtherServer[],
): readonly OtherServer[] {
  const fresh = listed.filter((each) => each !== own && each.name !== own.name);
  const names = new Set([own.name, ...fresh.map(({ name }) => name)]);
  return [
    ...fresh.map(({ name, listing }) => ({ name, tools: namesIn(listing) })),
    ...known.filter(({ name }) => !names.has(name)),
  ];
}

function namesIn({ tools }: Listing): readonly { readonly name: string }[] {
  return tools.flatMap((tool) => {
    const name = typeof tool === 'object' && tool !== null && !Array.isArray(tool) ? tool['name'] : undefined;
    return typeof name === 'string' ? [{ name }] : [];
  });
}

function whyOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
