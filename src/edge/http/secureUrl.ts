import { isIPv4 } from 'node:net';

/** Whether a host, as a URL or `--listen` names it, can only be this machine. Names that DNS is asked for are not. */
export function isLoopbackHost(host: string): boolean {
  if (host === 'localhost' || host === '::1' || host === '[::1]') return true;
  return isIPv4(host) && host.startsWith('127.');
}

/** Whether nobody on the way can read what is sent there: https, or http that does not leave this machine. */
export function isSecureUrl({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname));
}

/** Whether a URL that a server names may be asked on its behalf. */
export function mayBeAskedFor(server: URL): (url: URL) => boolean {
  // A server elsewhere must not have us speak to what listens on this machine alone.
  const isNear = isLoopbackHost(server.hostname);
  return (url) => isSecureUrl(url) && (isNear || !isLoopbackHost(url.hostname));
}
