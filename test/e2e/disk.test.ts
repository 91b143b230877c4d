import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/edge/sqlite.ts';
import { ask, callTool, repeat, type CallOutcome } from './calls.ts';
import { fixture, leash, LEASH, startProxy, temporaryHome, type Proxy } from './support.ts';

const folder = temporaryHome();
let homes = 0;
afterAll(() => folder.remove());

/** Where a test's home is to be, and the file in which its server writes down what it sees. */
function place(): { readonly home: string; readonly seen: string } {
  homes += 1;
  const parent = join(folder.path, String(homes));
  mkdirSync(parent);
  return { home: join(parent, 'home'), seen: join(parent, 'seen') };
}

function start({ home, seen }: { home: string; seen: string }, under: readonly string[] = []): Proxy {
  return startProxy({
    home,
    options: ['--policy', 'builtin:allow-all', '--name', 'echo'],
    // Whatever limit the proxy is under, its server can write down what it sees.
    server: ['/bin/sh', '-c', 'ulimit -S -f unlimited; exec "$@"', 'sh', ...fixture('echo.mjs')],
    env: { SEEN: seen },
    under,
  });
}

let texts = 0;

/** An allowed call, heavy enough to fill a small disk soon. */
function echo(proxy: Proxy): Promise<CallOutcome & { readonly sent: string }> {
  texts += 1;
  const sent = `${texts} ${'x'.repeat(2000)}`;
  return callTool(proxy, 'echo', { text: sent }).then((outcome) => ({ ...outcome, sent }));
}

const isDenied = ({ isError }: CallOutcome): boolean => isError;
const isAllowed = ({ isError }: CallOutcome): boolean => !isError;

const seenBy = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');

/** What a session must be when its log takes no entry: closed for calls, open for the rest, and telling why. */
async function expectClosed(proxy: Proxy, denied: CallOutcome & { sent: string }, seen: string, says: RegExp) {
  expect(denied.text).toContain('Leash denied this: `echo/echo` was not run.');
  expect(denied.text).toMatch(says);
  expect(seenBy(seen)).not.toContain(denied.sent);
  expect((await ask(proxy, 'ping')).result).toEqual({});
  expect(((await ask(proxy, 'tools/list')).result as { tools: object[] }).tools).toHaveLength(5);
  const again = await echo(proxy);
  expect(again.isError).toBe(true);
  expect(seenBy(seen)).not.toContain(again.sent);
}

/** The same session goes on, once somebody has mended it. */
async function expectHealed(proxy: Proxy, seen: string): Promise<void> {
  const allowed = await repeat('a call is allowed again', () => echo(proxy), isAllowed);
  expect(allowed.text).toBe(allowed.sent);
  expect(seenBy(seen)).toContain(allowed.sent);
}

/** A disk without room, and how room is made. */
interface FullDisk {
  readonly title: string;
  /** With some room at first, or none. */
  readonly under: (home: string, room: boolean) => readonly string[];
  readonly says: RegExp;
  readonly makeRoom: (proxy: Proxy, home: string) => void;
}

/** No file may grow over 300 KiB: writes fail as they do on a full disk, with another error number. Any user can have it. */
const fileSizeLimit: FullDisk = {
  title: 'a limit on the size of files, which stands in for a full disk where nothing can be mounted',
  under: (_, room) => ['/bin/sh', '-c', `ulimit -S -f ${room ? 600 : 0}; exec "$@"`, 'sh'],
  says: /audit log `.*00\.db` cannot be written: the disk reports an error; check the disk and its free space/,
  makeRoom: (proxy) => execFileSync('prlimit', ['--pid', String(proxy.pid), '--fsize=unlimited']),
};

/** A file system of 600 KiB in a mount namespace of the proxy's own; the last word is the verdict on the log in it. */
const smallFileSystem: FullDisk = {
  title: 'a full file system',
  under: (home, room) => [
    ...NAMESPACE,
    `mkdir "$0" && mount -t tmpfs -o size=600k,mode=700 leash-test "$0"
    head -c ${room ? 200_000 : 1_000_000} /dev/zero > "$0/ballast" 2>/dev/null
    "$@"; code=$?
    '${process.execPath}' '${LEASH}' audit verify --home "$0" >&2 && exit $code`,
    home,
  ],
  says: /audit log `.*00\.db` cannot grow: the disk is full; make room, then call again/,
  makeRoom: (proxy, home) => rmSync(join('/proc', String(proxy.pid), 'root', home, 'ballast')),
};

const NAMESPACE = ['unshare', '--user', '--map-root-user', '--mount', '/bin/sh', '-c'];

/** Not every kernel lets a user mount a file system of his own. */
const [command = '', ...args] = NAMESPACE;
const canMount = spawnSync(command, [...args, 'mount -t tmpfs leash-test /mnt']).status === 0;

const disks = [fileSizeLimit, ...(canMount ? [smallFileSystem] : [])].flatMap((disk) => [
  { ...disk, room: true },
  {
    ...disk,
    room: false,
    title: `${disk.title}, from the start`,
    says: /cannot write the key `.*` \((ENOSPC|EFBIG).*\); make the folder writable and leave room on the disk/,
  },
]);

async function expectVerified(home: string, stderr: string): Promise<void> {
  if (stderr.includes('\nverified: ')) return;
  expect(await leash(['audit', 'verify', '--home', home])).toMatchObject({ code: 0 });
}

/** What a person finds wrong with a home, and how he mends it. */
interface BadHome {
  readonly title: string;
  readonly spoil: (home: string) => void | Promise<void>;
  readonly says: RegExp;
  /** Where the home is, if not at the place that is spoiled. */
  readonly at?: (place: string) => string;
  /** Told the text of the denial, which may say how. */
  readonly mend: (home: string, text: string) => void;
  readonly under?: readonly string[];
}

/** Root is stopped by no mode bits, unless it gives that power up. */
const UNPRIVILEGED = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--'] : [];

/** Runs the command that a text names. */
function runCommandIn(text: string, pattern: RegExp): void {
  const found = pattern.exec(text)?.[0];
  if (found === undefined) throw new Error(`no command in: ${text}`);
  execFileSync('/bin/sh', ['-c', found]);
}

/** A home in which a proxy has been before. */
async function usedHome(home: string): Promise<void> {
  const proxy = start({ home, seen: '' });
  expect((await echo(proxy)).isError).toBe(false);
  await proxy.finish();
}

const badHomes: readonly BadHome[] = [
  {
    title: 'a home below a file',
    spoil: (place) => writeFileSync(place, 'a file'),
    at: (place) => join(place, 'home'),
    says: /cannot use `.*home` \(ENOTDIR.*\); make it writable, or choose another home: --home or LEASH_HOME/,
    mend: (place) => rmSync(place),
  },
  {
    title: 'a home that nobody may write to',
    spoil: (home) => mkdirSync(home, { mode: 0o500 }),
    says: /cannot use `.*home` \(EACCES.*\); make it writable, or choose another home: --home or LEASH_HOME/,
    mend: (home) => chmodSync(home, 0o700),
    under: UNPRIVILEGED,
  },
  {
    title: 'a home that others can reach',
    spoil(home) {
      mkdirSync(home);
      chmodSync(home, 0o755);
    },
    says: /home` can be reached by other users; run: chmod 700 /,
    mend: (_, text) => runCommandIn(text, /chmod 700 \S+/),
  },
  {
    title: 'a key that others can read',
    async spoil(home) {
      await usedHome(home);
      chmodSync(join(home, 'keys/root.jwk'), 0o644);
    },
    says: /cannot use the key `.*root\.jwk`: other users can reach it; run `chmod 600` on it/,
    mend: (home) => chmodSync(join(home, 'keys/root.jwk'), 0o600),
  },
];

describe.concurrent('a session whose log takes no entry', () => {
  it.each(disks)('denies with the reason, and allows again once there is room: $title', async (disk) => {
    const { home, seen } = place();
    const proxy = start({ home, seen }, disk.under(home, disk.room));
    if (disk.room) expect((await echo(proxy)).isError).toBe(false);
    const denied = await repeat('the disk is full', () => echo(proxy), isDenied);
    await expectClosed(proxy, denied, seen, disk.says);
    disk.makeRoom(proxy, home);
    await expectHealed(proxy, seen);
    const { code, stderr } = await proxy.finish();
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(disk.says) as string });
    expect(stderr).toContain('the audit log can be written again');
    await expectVerified(home, stderr);
  });

  it.each(disks.filter(({ room }) => room))('ends in order while there is no room: $title', async (disk) => {
    const { home, seen } = place();
    const proxy = start({ home, seen }, disk.under(home, true));
    await repeat('the disk is full', () => echo(proxy), isDenied);
    const { stderr } = await proxy.finish();
    expect(stderr).toMatch(disk.says);
    // Whatever else does not fit is for the same reason, and has the same way out.
    expect(stderr).not.toMatch(/writable|SQLITE_/);
    await expectVerified(home, stderr);
  });

  it.each(badHomes)(
    'denies with the reason and the way out, and allows once that is done: $title',
    async ({ spoil, at, says, mend, under = [] }) => {
      const { home: spot, seen } = place();
      const home = at?.(spot) ?? spot;
      await spoil(spot);
      const proxy = start({ home, seen }, under);
      const denied = await echo(proxy);
      expect(denied.isError).toBe(true);
      await expectClosed(proxy, denied, seen, says);
      mend(spot, denied.text);
      await expectHealed(proxy, seen);
      const { code, stderr } = await proxy.finish();
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(says) as string });
      expect(stderr).toContain('the audit log can be written again');
      await expectVerified(home, stderr);
    },
  );

  it('says so where another program holds the log, and goes on when that lets go', async () => {
    const { home, seen } = place();
    const proxy = start({ home, seen });
    expect((await echo(proxy)).isError).toBe(false);
    const other = await openDatabase(join(home, 'audit/shards/00.db'), { access: 'readwrite', busyMs: 1000 });
    await other.exec('BEGIN IMMEDIATE');
    const denied = await echo(proxy);
    await expectClosed(proxy, denied, seen, /is locked by another program; close that program, then call again/);
    await other.exec('ROLLBACK');
    await other.close();
    await expectHealed(proxy, seen);
    const { code, stderr } = await proxy.finish();
    expect(code).toBe(0);
    await expectVerified(home, stderr);
  });
});
