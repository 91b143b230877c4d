import { createHash } from 'node:crypto';
import { mkdir, open, stat, unlink } from 'node:fs/promises';
import { constants } from 'node:fs';
import { join } from 'node:path';
import { LeashError } from '../../errors.ts';
import { replaceFile } from '../durableFile.ts';
import { prepareHome, type Home } from '../home.ts';
import { claimLock } from '../slots.ts';

/** Tokens of an authorization server. */
export interface Tokens {
  readonly access: string;
  /** Null where there is none: when the access token ends, so does the login. */
  readonly refresh: string | null;
  /** When it is time for new ones, a little before they expire, in ms since 1970; null where that is not known. */
  readonly renewAt: number | null;
  readonly scope: string | null;
}

/** Who we are to an authorization server. */
export interface OAuthClient {
  readonly id: string;
  readonly secret: string | null;
  /** `token_endpoint_auth_method` that was registered; null where none was. */
  readonly method: string | null;
}

/** A login at one server, as it is kept: what was granted, by whom, to whom, for what. */
export interface Grant {
  readonly url: string;
  readonly issuer: string;
  readonly resource: string;
  readonly client: OAuthClient;
  /** Null once they are of no use any more. */
  readonly tokens: Tokens | null;
}

/** Where the login of one server is kept, for all proxies of a home. */
export interface GrantStore {
  /** Null where there is none; throws `ERR_KEY_UNREADABLE` for a file that is damaged or open to other users. */
  read(): Promise<Grant | null>;
  /** Changes whenever the file does. */
  version(): Promise<string>;
  write(grant: Grant): Promise<void>;
  /** False where there was none. */
  remove(): Promise<boolean>;
  /** Runs alone among all processes of this home. Throws `ERR_LOGIN_FAILED` where another holds on for too long. */
  exclusively<T>(run: () => Promise<T>): Promise<T>;
}

/** Opens the place of a server's login; `account` tells those apart that a URL has several of, as clients by their id. */
export function grantStore(home: Home, url: URL, account: string | null): GrantStore {
  const canonical = canonicalUrl(url);
  const folder = join(home.root, 'oauth');
  const name = createHash('sha256')
    .update(JSON.stringify([canonical, account]))
    .digest('hex')
    .slice(0, 32);
  const path = join(folder, `${name}.json`);
  return {
    read: () => readGrant(path, canonical),
    version: () =>
      stat(path).then(
        ({ ino, mtimeMs, size }) => `${ino} ${mtimeMs} ${size}`,
        () => '',
      ),
    write: (grant) => replaceFile(path, `${JSON.stringify(grant)}\n`),
    remove: () => unlink(path).then(() => true, isMissing),
    async exclusively(run) {
      prepareHome(home);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const lock = await claimLock(join(folder, `${name}.lock`), name, WAIT_MS);
      if (lock === null) {
        throw new LeashError('ERR_LOGIN_FAILED', 'another process has been renewing the login for too long; try again');
      }
      try {
        return await run();
      } finally {
        await lock.release();
      }
    },
  };
}

/** The same text for the same server (RFC 8707 §2: no fragment). */
export function canonicalUrl(url: URL): string {
  const canonical = new URL(url);
  canonical.hash = '';
  return canonical.href;
}

/** Longer than any request to an authorization server may take. */
const WAIT_MS = 30_000;
const MOST_BYTES = 256 * 1024;

async function readGrant(path: string, url: string): Promise<Grant | null> {
  let text: string;
  try {
    text = await readOwn(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw unreadable(path, error instanceof Error ? error.message : String(error));
  }
  const grant = parseGrant(text);
  // A file that was moved here from another server would send that server's tokens to this one.
  if (grant?.url !== url) throw unreadable(path, 'it is damaged, or of another server');
  return grant;
}

async function readOwn(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = await file.stat();
    if (!found.isFile() || found.size > MOST_BYTES) throw new Error('it is no login');
    if (process.platform !== 'win32') {
      if (found.uid !== process.getuid?.()) throw new Error(`it belongs to another user (uid ${found.uid})`);
      if ((found.mode & 0o077) !== 0) throw new Error('other users can read it');
    }
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}

function parseGrant(text: string): Grant | null {
  const value = objectOf(jsonOf(text));
  const client = objectOf(value?.['client']);
  const tokens = value?.['tokens'] === null ? null : parseTokens(objectOf(value?.['tokens']));
  if (value === null || client === null || tokens === undefined) return null;
  const { url, issuer, resource } = value;
  const { id, secret, method } = client;
  if (typeof url !== 'string' || typeof issuer !== 'string' || typeof resource !== 'string') return null;
  if (typeof id !== 'string' || !isTextOrNull(secret) || !isTextOrNull(method)) return null;
  return { url, issuer, resource, client: { id, secret, method }, tokens };
}

function parseTokens(value: Readonly<Record<string, unknown>> | null): Tokens | undefined {
  const { access, refresh, renewAt, scope } = value ?? {};
  if (typeof access !== 'string' || !isTextOrNull(refresh) || !isTextOrNull(scope)) return undefined;
  if (renewAt !== null && typeof renewAt !== 'number') return undefined;
  return { access, refresh, renewAt, scope };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No cause: the engine's message quotes the text, which holds secrets.
    return null;
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null ? { ...value } : null;
}

function isTextOrNull(value: unknown): value is string | null {
  return typeof value === 'string' || value === null;
}

function isMissing(error: unknown): false {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
  throw error;
}

function unreadable(path: string, why: string): LeashError {
  return new LeashError('ERR_KEY_UNREADABLE', `cannot use the login \`${path}\`: ${why}; remove it, and log in again`);
}
