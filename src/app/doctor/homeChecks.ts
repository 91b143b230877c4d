import { lstatSync } from 'node:fs';
import { readdir, statfs } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import type { Home } from '../../edge/home.ts';
import { shellQuoted } from '../../edge/shellQuoted.ts';
import { readStopSwitch } from '../../edge/stopSwitch.ts';
import { verifyLog } from '../auditVerify.ts';
import { statusOf, type Status } from '../status.ts';
import { validatePolicies } from '../policies.ts';
import { fail, guarded, ok, warn, type Check } from './check.ts';

export interface HomeChecks {
  readonly home: Home;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** `process.version`. */
  readonly node: string;
  /** Leash's own. */
  readonly version: string;
}

/** Looks at everything that Leash keeps: settings, keys, policies, the log, and what they lie on. */
export async function homeChecks({ home, now, node, version }: HomeChecks): Promise<readonly Check[]> {
  const status = await statusOf(home);
  return [
    nodeCheck(node, version),
    ...homeCheck(status),
    ...(await guarded('permissions', () => permissionChecks(home))),
    ...(await guarded('policies', () => policyChecks(home))),
    ...(await guarded('log', () => logChecks(home, status))),
    clockCheck(status, now),
    ...(await guarded('stop switch', () => stopCheck(home))),
    ...(await guarded('disk', () => diskCheck(home))),
    ...(await guarded('control sockets', () => socketChecks(home))),
  ];
}

/** The oldest release of Node.js that Leash runs on. */
const OLDEST = [20, 17] as const;

function nodeCheck(node: string, version: string): Check {
  const [major = 0, minor = 0] = node.replace(/^v/, '').split('.').map(Number);
  const detail = `leash ${version} on Node.js ${node}`;
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  return isOld ? fail('versions', detail, `install Node.js ${OLDEST.join('.')} or newer`) : ok('versions', detail);
}

function homeCheck({ home, exists, problems, key }: Status): readonly Check[] {
  if (!exists) return [warn('home', `${home} is not there yet`, 'run `leash init`; the first proxy makes it too')];
  const found = problems.map((problem) =>
    fail('home', problem, 'every proxy denies everything until this is put right'),
  );
  return found.length > 0 ? found : [ok('home', home), ok('keys', key ?? 'none yet: the first proxy makes them')];
}

/** What others may not read: keys sign the log, openings tell arguments, and ways back hold clients' secrets. */
async function permissionChecks(home: Home): Promise<readonly Check[]> {
  if (process.platform === 'win32') return [ok('permissions', 'kept by the profile folder')];
  const folders = [home.root, home.keys, home.openings, join(home.root, 'wrapped')];
  const lists = await Promise.all(
    folders.map(async (folder) => (await namesIn(folder)).map((name) => join(folder, name))),
  );
  const open = lists.flat().filter((path) => {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    return stat?.isFile() === true && (stat.mode & 0o077) !== 0 && !/config\.yaml$/.test(path);
  });
  if (open.length === 0) return [ok('permissions', 'only you can read what is private')];
  return open.map((path) => fail('permissions', `others can read ${path}`, `run: chmod 600 ${shellQuoted(path)}`));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function policyChecks(home: Home): Promise<readonly Check[]> {
  const { files, problems } = await validatePolicies({ given: [], folder: home.policies });
  if (problems.length > 0) {
    return problems.map(({ file, message }) => fail('policies', `${file}: ${message}`, 'see `leash policy validate`'));
  }
  if (files.length > 0) return [ok('policies', `${files.length} valid`)];
  return [warn('policies', 'none: everything is denied', 'run `leash policy add builtin:read-only`, or `leash init`')];
}

/** More than this takes a while; then only what is there and what is missing is looked at. */
const MOST_VERIFIED = 20_000;

async function logChecks(home: Home, { logs, unreadable }: Status): Promise<readonly Check[]> {
  const missing = logs.filter(({ state }) => state === 'missing').map(({ shard }) => shard);
  const broken = [...missing, ...unreadable.map(({ shard }) => shard)];
  if (broken.length > 0) {
    return [fail('log', `missing or unreadable: ${broken.join(', ')}`, '`leash audit verify` tells what is missing')];
  }
  const entries = logs.reduce((sum, log) => sum + (log.entries ?? 0), 0);
  if (logs.length === 0) return [ok('log', 'none yet')];
  if (entries > MOST_VERIFIED) {
    return [ok('log', `${entries} entries, all logs are there; \`leash audit verify\` proves them`)];
  }
  const report = await verifyLog({ home, key: null, checkpoints: null });
  if (report.status === 'verified') return [ok('log', `${report.entries} entries verified`)];
  const why = report.findings[0]?.message ?? report.gaps[0]?.message ?? report.status;
  return [fail('log', why, 'run `leash audit verify` for all of it')];
}

/** Before this Leash was not written: a clock that says so has lost its battery. */
const EARLIEST = Date.UTC(2026, 0, 1);
const MINUTE_MS = 60_000;

function clockCheck({ logs }: Status, now: number): Check {
  const last = Math.max(...logs.map((log) => log.last ?? 0), 0);
  if (now < EARLIEST) return fail('clock', `it says ${new Date(now).toISOString()}`, 'set the clock of this machine');
  if (last > now + MINUTE_MS) {
    return warn(
      'clock',
      `the log's last entry is of ${new Date(last).toISOString()}, which is yet to come`,
      'set the clock of this machine',
    );
  }
  return ok('clock', new Date(now).toISOString());
}

async function stopCheck(home: Home): Promise<readonly Check[]> {
  const stopped = await readStopSwitch(home);
  if (stopped === null) return [ok('stop switch', 'not thrown')];
  return [
    warn('stop switch', `everything is stopped: ${stopped.reason || 'no reason given'}`, 'run `leash resume-all`'),
  ];
}

const MEGABYTE = 1024 * 1024;

async function diskCheck({ root }: Home): Promise<readonly Check[]> {
  const stats = await statfs(root).catch(() => statfs(dirname(root)));
  const free = Math.floor((stats.bavail * stats.bsize) / MEGABYTE);
  const detail = `${free} MB free`;
  if (free < 50) return [fail('disk', detail, 'make room: what cannot be recorded is denied')];
  return [free < 500 ? warn('disk', detail, 'make room: what cannot be recorded is denied') : ok('disk', detail)];
}

/** A socket that nobody listens on is what a process left that was killed. */
async function socketChecks({ run }: Home): Promise<readonly Check[]> {
  const names = (await namesIn(run)).filter(
    (name) => lstatSync(join(run, name), { throwIfNoEntry: false })?.isSocket() === true,
  );
  const alive = await Promise.all(names.map((name) => isAnswered(join(run, name))));
  const dead = names.filter((_, at) => alive[at] === false);
  if (dead.length === 0) return [ok('control sockets', `${names.length} alive`)];
  return dead.map((name) => {
    const path = join(run, name);
    return warn('control sockets', `nobody listens on ${path}`, `run: rm ${shellQuoted(path)}`);
  });
}

const PATIENCE_MS = 2000;

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    // A process that is too busy to answer is still one.
    socket.setTimeout(PATIENCE_MS, () => settle(true));
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
