import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { isCredentialKey } from '../audit/credentialKey.ts';
import { printable } from '../jsonrpc/printable.ts';
import type { Identity } from '../pins/pin.ts';

/** How a server is started, or where it is reached: what its identity is made of. */
export type ServerPlace =
  | { readonly kind: 'command'; readonly command: string; readonly args: readonly string[] }
  | { readonly kind: 'url'; readonly url: URL };

/**
 * What tells a server from others: its command with all arguments, or its URL. A word that names a file of the working
 * directory stands for that file: `node server.mjs` is another server in another folder, `npx some-server` is not.
 */
export function identityOf(place: ServerPlace, cwd: string = process.cwd()): Identity {
  if (place.kind === 'url') {
    const url = new URL(place.url);
    url.hash = '';
    return { id: digestOf(['url', url.href]), label: urlLabel(url) };
  }
  const words = [placed(place.command, cwd, true), ...place.args.map((word) => placed(word, cwd, false))];
  return { id: digestOf(['command', ...words]), label: commandLabel(words) };
}

function digestOf(parts: readonly string[]): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;
}

function placed(word: string, cwd: string, isCommand: boolean): string {
  // A bare command is looked for in PATH, not here.
  if (word.startsWith('-') || (isCommand && !/[\\/]/.test(word))) return word;
  const path = resolve(cwd, word);
  return path !== word && isFile(path) ? path : word;
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}

const LONGEST_LABEL = 300;

/** The words of a command for people. What may be a secret is left out: the digest holds it. */
function commandLabel(words: readonly string[]): string {
  let hidesNext = false;
  const shown = words.map((word) => {
    const isHidden = hidesNext;
    hidesNext = /^--?[\w-]+$/.test(word) && isCredentialKey(word.replace(/^-+/, ''));
    const masked = isHidden ? '***' : maskedWord(word);
    return /[\s'"]/.test(masked) ? JSON.stringify(masked) : masked;
  });
  return printable(shown.join(' '), LONGEST_LABEL);
}

/** `--key=value`, `KEY=value` and `Header: value` without a value that may be a secret, and a URL without its own. */
function maskedWord(word: string): string {
  const [, key = '', separator = '', value = ''] = /^-{0,2}([\w-]+)(=|:\s*)(.+)$/s.exec(word) ?? [];
  if (
    key !== '' &&
    !value.startsWith('//') &&
    (isCredentialKey(key) || SECRET.test(value) || /^bearer\s/i.test(value))
  ) {
    return `${word.slice(0, word.length - value.length - separator.length)}${separator}***`;
  }
  if (word.includes('://') && URL.canParse(word)) return urlLabel(new URL(word));
  return SECRET.test(word) ? '***' : word;
}

/** A word that nobody types by heart: long, of letters and digits, no path and no package. */
const SECRET = /^(?=.*\d)(?=.*[A-Za-z])[\w+=~.-]{24,}$|^(?:sk|pk|ghp|gho|xox[abp]|AKIA)[-_]?\w{12,}/;

function urlLabel(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  for (const key of shown.searchParams.keys()) shown.searchParams.set(key, '***');
  return printable(shown.href, LONGEST_LABEL);
}
