import type { AdminListen } from '../app/control/controlHost.ts';
import { LeashError } from '../errors.ts';
import { listenOption } from './proxyUrls.ts';

/** How far a listener of the admin API may be reached. */
export interface AdminReach {
  readonly option: string;
  /** Whether somebody has said that others on the network may reach it. */
  readonly isRemoteAllowed: boolean;
  readonly allowHosts: readonly string[];
}

/** Reads `--admin` and the like: `PORT` or `HOST:PORT`. Throws `ERR_USAGE` for what others on the network would reach unasked. */
export function adminOption(text: string, reach: Partial<AdminReach> = {}): AdminListen {
  const { option = '--admin', isRemoteAllowed = false, allowHosts = [] } = reach;
  const { host, port } = listenOption(text, option);
  if (!isRemoteAllowed && !LOOPBACK.test(host)) {
    throw new LeashError(
      'ERR_USAGE',
      `everybody on the network could read along at \`${host}\`, tokens included: take 127.0.0.1 with TLS in front of it; \`leash start --allow-remote\` does it nonetheless`,
    );
  }
  return { host, port, allowHosts };
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i;
