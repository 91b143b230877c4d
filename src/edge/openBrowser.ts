import { spawn } from 'node:child_process';

/** What opens a URL in the person's browser; the URL is always the last word. */
const OPENERS: ReadonlyMap<NodeJS.Platform, readonly [command: string, ...args: string[]]> = new Map([
  ['darwin', ['open']],
  // Not `start`, which is a word of a shell.
  ['win32', ['rundll32', 'url.dll,FileProtocolHandler']],
]);

interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Opens a web page in a browser, where there is one to be seen; false where there is none. The URL may come from
 * outside: it reaches no shell, and only `http:` and `https:` are opened.
 */
export function openBrowser(url: URL, { platform, env }: Surroundings = process): boolean {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return false;
  const [command, ...args] = OPENERS.get(platform) ?? ['xdg-open'];
  // On a machine without a screen, or over SSH, it would open elsewhere, or a text browser here.
  if (!OPENERS.has(platform) && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return false;
  if (env['SSH_CONNECTION']) return false;
  const opener = spawn(command, [...args, url.href], { stdio: 'ignore', detached: true, env });
  // Not there: the person has the URL.
  opener.on('error', () => undefined);
  opener.unref();
  return true;
}
