// The suite as a program: it is started once a run, and what it found is read from the files that it leaves.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The revisions that have a list of requirements: the last of the legacy era and the first of the modern one. */
export const REVISIONS = ['2025-11-25', '2026-07-28'];

/** The client scenarios of each revision that are not about authorization, which is no matter of the traffic in between. */
export const CLIENT_SCENARIOS = {
  '2025-11-25': [
    'initialize',
    'tools_call',
    'elicitation-sep1034-client-defaults',
    'sse-retry',
    'json-schema-2020-12-preservation',
  ],
  '2026-07-28': [
    'tools_call',
    'request-metadata',
    'sep-2322-client-request-state',
    'http-standard-headers',
    'http-custom-headers',
    'http-invalid-tool-headers',
    'json-schema-ref-no-deref',
    'json-schema-2020-12-preservation',
  ],
};

/** The suite installed in the folder, run by the Node that is installed beside it. */
export async function openSuite(folder) {
  const node = join(folder, 'node_modules/node/bin/node');
  const program = join(folder, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');
  await access(program).catch(() => {
    throw new Error('the suite is not installed: run `npm ci --prefix test/conformance`');
  });
  const run = async (args, into) => {
    const child = spawn(node, [program, ...args, '-o', into], { stdio: ['ignore', 'pipe', 'pipe'] });
    const said = [];
    child.stdout.on('data', (chunk) => said.push(chunk));
    child.stderr.on('data', (chunk) => said.push(chunk));
    // Its exit code tells of failed checks, which are read below.
    await once(child, 'close');
    const checks = await readResults(into);
    const output = Buffer.concat(said).toString('utf8');
    // A scenario that there was not yet, or is no more, in the revision is skipped.
    if (checks.length === 0 && !output.includes('SKIPPED')) throw new Error(`the suite found nothing:\n${output}`);
    return checks;
  };
  return {
    testServer: ({ url, revision, scenario, into }) => {
      const what = scenario === undefined ? ['--requirements', revision] : only(scenario, revision);
      return run(['server', '--url', url, ...what], into);
    },
    testClient: async ({ command, revision, scenario, into }) => {
      const checks = await run(['client', '--command', command, ...only(scenario, revision)], into);
      return checks.filter((check) => check.scenario === scenario);
    },
  };
}

function only(scenario, revision) {
  return ['--scenario', scenario, '--spec-version', revision];
}

/** Every check of every scenario that left its results in the folder. */
async function readResults(folder) {
  const names = await readdir(folder).catch(() => []);
  const found = [];
  for (const name of names.sort()) {
    // `server-SCENARIO-TIME` or `SCENARIO-TIME`.
    const [, scenario] = /^(?:server-(?=.))?(.+?)-\d{4}-\d\d-\d\dT[\d-]+Z$/.exec(name) ?? [];
    if (scenario === undefined) continue;
    // A scenario that was skipped leaves a folder without a file.
    const text = await readFile(join(folder, name, 'checks.json'), 'utf8').catch(() => '[]');
    found.push(...numbered(scenario, JSON.parse(text)));
  }
  return found;
}

/** A check has no name that is its own: a scenario may make one many times. The times are counted. */
function numbered(scenario, checks) {
  const times = new Map();
  return checks.map(({ id, name, status, errorMessage, details }) => {
    const check = `${id} ${name}`;
    const time = (times.get(check) ?? 0) + 1;
    times.set(check, time);
    return {
      scenario,
      check: time === 1 ? check : `${check} (${time})`,
      status,
      message: errorMessage ?? details?.message,
    };
  });
}
