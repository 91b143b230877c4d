import { isLoopbackHost } from '../edge/http/secureUrl.ts';
import { LeashError } from '../errors.ts';

/** How a listener would stand to the network. */
export interface ListenSafety {
  readonly host: string;
  /** `--auth` */
  readonly auth: boolean;
  /** `--insecure-no-auth` */
  readonly insecure: boolean;
}

/** Refuses to listen where others on the network reach it and nobody asks who they are. Throws `ERR_USAGE`. */
export function assertSafeListen({ host, auth, insecure }: ListenSafety): void {
  if (auth && insecure) throw usage('--auth and --insecure-no-auth say the opposite: take one away');
  if (auth || insecure || isLoopbackHost(host)) return;
  throw usage(
    `everybody who reaches \`${host}\` could call the server: add --auth, or listen on 127.0.0.1; --insecure-no-auth does it nonetheless`,
  );
}

function usage(message: string): LeashError {
  return new LeashError('ERR_USAGE', message);
}
