import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Problem } from '../authz/source.ts';
import { didYouMean } from '../authz/suggest.ts';
import { builtinPolicies } from './builtinPolicies.ts';
import type { Home } from './home.ts';
import { MAX_SOURCE_BYTES } from './yamlSource.ts';

/** Where policies come from. */
export interface PolicySources {
  /** What `--policy` named, in order: FILE, DIR or `builtin:NAME`. */
  readonly given: readonly string[];
  /** The folder that counts where nothing was given. */
  readonly folder: string;
  /** The home whose log names the sets that come into force, so that they are kept beside it. */
  readonly keptIn?: Home;
}

/** One file to load a policy from. */
export interface PolicyFile {
  readonly path: string;
  /** Part of the package: trusted like the program itself. */
  readonly isBuiltin: boolean;
}

/** The files that sources come down to, and what is wrong with the sources themselves. */
export interface PolicyFiles {
  readonly files: readonly PolicyFile[];
  readonly problems: readonly Problem[];
}

/** Finds the policy files; a missing default folder holds none, while what was named must be there. */
export async function findPolicyFiles(sources: PolicySources): Promise<PolicyFiles> {
  const found =
    sources.given.length === 0
      ? [await inFolder(sources.folder, { mayBeEmpty: true })]
      : await Promise.all(sources.given.map(findGiven));
  const files = new Map(found.flatMap(({ files }) => files).map((file) => [resolve(file.path), file]));
  return { files: [...files.values()], problems: found.flatMap(({ problems }) => problems) };
}

/** The bytes of a policy file, or why it is not read: only what nobody else can change is a policy. */
export async function readPolicyFile({
  path,
  isBuiltin,
}: PolicyFile): Promise<{ bytes: Uint8Array } | { problem: Problem }> {
  let handle: FileHandle | null = null;
  try {
    // Not blocking: to open a named pipe would wait for a writer.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    const why = stats.isFile() ? (isBuiltin ? null : await unsafe(path, stats)) : 'not a file';
    if (why !== null) return { problem: problemOf(path, why) };
    return { bytes: await readBounded(handle) };
  } catch (error) {
    return { problem: problemOf(path, unreadable(error)) };
  } finally {
    await handle?.close();
  }
}

/** What changes whenever the files do: their paths, times, sizes, owners and modes. Never throws. */
export async function signatureOf(sources: PolicySources): Promise<string> {
  try {
    const { files, problems } = await findPolicyFiles(sources);
    const own = files.filter(({ isBuiltin }) => !isBuiltin);
    const seen = await Promise.all(own.flatMap(({ path }) => [sign(path, CONTENT), sign(dirname(path), ACCESS)]));
    return JSON.stringify([seen, problems.map(({ file, message }) => [file, message])]);
  } catch (error) {
    return codeOf(error);
  }
}

/** A problem with a file as a whole. */
function problemOf(file: string, message: string): Problem {
  return { file, at: { line: 1, column: 1 }, message };
}

const BUILTIN = 'builtin:';

async function findGiven(given: string): Promise<PolicyFiles> {
  if (given.startsWith(BUILTIN)) return findBuiltin(given);
  try {
    const stats = await stat(given);
    if (stats.isDirectory()) return await inFolder(given, { mayBeEmpty: false });
  } catch (error) {
    return { files: [], problems: [problemOf(given, unreadable(error))] };
  }
  return { files: [{ path: given, isBuiltin: false }], problems: [] };
}

function findBuiltin(given: string): PolicyFiles {
  const builtins = builtinPolicies();
  const name = given.slice(BUILTIN.length);
  const path = builtins.get(name);
  if (path !== undefined) return { files: [{ path, isBuiltin: true }], problems: [] };
  const names = [...builtins.keys()].map((each) => `\`${BUILTIN}${each}\``).join(', ');
  const message = `no policy of that name is built in${didYouMean(name, builtins.keys()) || `, expected one of ${names}`}`;
  return { files: [], problems: [problemOf(given, message)] };
}

async function inFolder(folder: string, { mayBeEmpty }: { mayBeEmpty: boolean }): Promise<PolicyFiles> {
  try {
    const names = (await readdir(folder)).filter((name) => /^[^.].*\.ya?ml$/.test(name)).sort();
    const files = names.map((name) => ({ path: join(folder, name), isBuiltin: false }));
    const why = await unsafe(folder, await stat(folder));
    if (why !== null) return { files, problems: [problemOf(folder, why)] };
    const isMissing = files.length === 0 && !mayBeEmpty;
    return { files, problems: isMissing ? [problemOf(folder, 'no policies (`*.yaml`, `*.yml`) in this folder')] : [] };
  } catch (error) {
    if (mayBeEmpty && codeOf(error) === 'ENOENT') return { files: [], problems: [] };
    return { files: [], problems: [problemOf(folder, unreadable(error))] };
  }
}

/** Whoever can write a policy decides what is allowed. Windows has no such bits. */
async function unsafe(path: string, { mode, uid, gid }: Stats): Promise<string | null> {
  if (process.getuid === undefined) return null;
  const self = process.getuid();
  if (uid !== 0 && uid !== self) {
    return `belongs to another user (uid ${uid}); run: chown ${self} ${shellQuoted(path)}`;
  }
  const folder = dirname(await realpath(path));
  const around = await stat(folder);
  // What nobody else can enter, nobody else can change: in the home (0700) the bits of a file do not matter.
  if ((around.mode & 0o077) === 0 && (around.uid === 0 || around.uid === self)) return null;
  // A group with the user's own number is his alone (user private groups), and umask 002 goes with it.
  const others = gid === self ? 0o002 : 0o022;
  if ((mode & others) !== 0) return `can be changed by other users; run: chmod go-w ${shellQuoted(path)}`;
  // Whoever can write to the folder can put something else in its place, unless the sticky bit is set.
  if ((around.mode & 0o002) === 0 || (around.mode & 0o1000) !== 0) return null;
  return `its folder can be changed by everybody; run: chmod o-w ${shellQuoted(folder)}`;
}

/** Reads one byte past the limit at most, so that what is too large is seen to be. */
async function readBounded(handle: FileHandle): Promise<Uint8Array> {
  const { size } = await handle.stat();
  const buffer = Buffer.alloc(Math.min(size, MAX_SOURCE_BYTES) + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

const CONTENT = ['mtimeNs', 'ctimeNs', 'size', 'ino', 'mode', 'uid'] as const;
const ACCESS = ['mode', 'uid'] as const;

async function sign(path: string, facts: readonly (typeof CONTENT)[number][]): Promise<readonly string[]> {
  try {
    const stats = await stat(path, { bigint: true });
    return [path, ...facts.map((fact) => String(stats[fact]))];
  } catch (error) {
    return [path, codeOf(error)];
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file or folder'],
  ['EACCES', 'no permission to read it'],
  ['EISDIR', 'a folder, expected a file'],
  ['ELOOP', 'a symbolic link that leads to itself'],
]);

function unreadable(error: unknown): string {
  const code = codeOf(error);
  return `cannot be read: ${REASONS.get(code) ?? code}`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

function shellQuoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
