import { ownPlaces } from '../clientFound.ts';
import type { UpstreamTarget } from '../target.ts';
import { configuredServers, type ConfiguredServer } from './clientConfigs.ts';
import { recordedListings } from './recorded.ts';
import type { ScanTarget } from './scan.ts';

/** The servers of a recorded listing. Throws `ERR_USAGE`. */
export async function recordedTargets(path: string, name: string | null): Promise<readonly ScanTarget[]> {
  return (await recordedListings(path, name)).map((listing) => ({ kind: 'recorded', listing, source: path }));
}

/** The servers that this user's clients are set up with, each one once. */
export async function configuredTargets(env: NodeJS.ProcessEnv = process.env): Promise<readonly ScanTarget[]> {
  const { servers, unreadable } = await configuredServers(ownPlaces(env));
  const seen = new Set<string>();
  const fresh = servers.filter((server) => {
    const key = JSON.stringify([server.name, server.start]);
    return !seen.has(key) && seen.add(key);
  });
  return [
    ...fresh.map(targetOf),
    ...unreadable.map(({ client, file, why }): ScanTarget => ({ kind: 'unusable', name: client, source: file, why })),
  ];
}

/** A server of a client as one to scan. */
export function targetOf({ name, client, file, start }: ConfiguredServer): ScanTarget {
  const source = `${client}, ${file}`;
  switch (start.kind) {
    case 'command':
      return { kind: 'live', name, source, upstream: start, env: start.env };
    case 'url': {
      const upstream = urlTarget(start.url, start.headers);
      return upstream === null
        ? { kind: 'unusable', name, source, why: 'its URL is none of http or https' }
        : { kind: 'live', name, source, upstream, env: {} };
    }
    case 'unusable':
      return { kind: 'unusable', name, source, why: start.why };
  }
}

function urlTarget(text: string, headers: Readonly<Record<string, string>>): UpstreamTarget | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return null;
  return {
    kind: 'url',
    url,
    headers: Object.entries(headers).map(([name, value]) => `${name}=${value}`),
    bearer: null,
    oauth: null,
  };
}
