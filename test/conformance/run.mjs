#!/usr/bin/env node
// Runs the official conformance suite of MCP without Leash and with Leash in between, and says where the two differ.
// Needs `npm ci --prefix test/conformance` once, and a build.
import { parseArgs } from 'node:util';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CLIENT_LEGS, clientCommand, SERVER_LEGS, startServer } from './legs.mjs';
import { ACCEPTED, judge } from './verdict.mjs';
import { asTable } from './table.mjs';
import { CLIENT_SCENARIOS, openSuite, REVISIONS } from './suite.mjs';

const HELP = `Usage: node test/conformance/run.mjs [options]

Runs the conformance suite against a server of ours and with a client of ours: direct,
and with Leash in between. Each check must come out with Leash as it does without.

Options:
  --only PART         server or client (default: both)
  --leg LEG           stdio or http: one way through Leash (default: both)
  --revision VERSION  ${REVISIONS.join(' or ')} (default: both)
  --scenario NAME     one scenario of the suite
  --suite DIR         where the suite is installed (default: this folder)
  --keep              keep the folder with the results and Leash's homes
  --json              print every check as JSON instead of the table
  -h, --help          show this text

Exits 0 when nothing differs, 1 when something does, 2 when it could not be run.
`;

const OPTIONS = {
  only: { type: 'string' },
  leg: { type: 'string' },
  revision: { type: 'string' },
  scenario: { type: 'string' },
  suite: { type: 'string', default: import.meta.dirname },
  keep: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};

process.exitCode = await main().catch((error) => {
  note(error.message);
  return 2;
});

async function main() {
  const { values: options } = parseArgs({ options: OPTIONS });
  if (!options.help) return run(options);
  process.stdout.write(HELP);
  return 0;
}

async function run(options) {
  const parts = chosen('--only', options.only, partsOf(options.scenario));
  const legs = ['direct', ...chosen('--leg', options.leg, ['http', 'stdio'])];
  const revisions = chosen('--revision', options.revision, REVISIONS);
  const suite = await openSuite(options.suite);
  const folder = await mkdtemp(join(tmpdir(), 'leash-conformance-'));
  try {
    const checks = [];
    for (const leg of legs) {
      if (parts.includes('server'))
        checks.push(...(await serverPart({ suite, folder, leg, revisions, scenario: options.scenario })));
      if (parts.includes('client'))
        checks.push(...(await clientPart({ suite, folder, leg, revisions, scenario: options.scenario })));
    }
    if (checks.length === 0) throw new Error('no revision has this scenario');
    return report(options, judge({ checks, legs: legs.slice(1), whole: options.scenario === undefined }));
  } finally {
    if (options.keep) note(`the results are in ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  }
}

async function serverPart({ suite, folder, leg, revisions, scenario }) {
  note(`server, ${SERVER_LEGS[leg].title}`);
  const server = await startServer(leg, join(folder, `server-${leg}-home`));
  try {
    const found = [];
    for (const revision of revisions) {
      const into = join(folder, `server-${leg}-${revision}`);
      const checks = await suite.testServer({ url: server.url, revision, scenario, into });
      found.push(...checks.map((check) => ({ part: 'server', leg, revision, ...check })));
    }
    return found;
  } finally {
    await server.stop();
  }
}

async function clientPart({ suite, folder, leg, revisions, scenario }) {
  note(`client, ${CLIENT_LEGS[leg].title}`);
  const found = [];
  for (const revision of revisions) {
    const into = join(folder, `client-${leg}-${revision}`);
    for (const name of CLIENT_SCENARIOS[revision].filter((each) => (scenario ?? each) === each)) {
      // Each scenario is another server under the same name, which no home lets pass unasked.
      const home = join(folder, `client-${leg}-${revision}-${name}-home`);
      const command = clientCommand(leg, home);
      const checks = await suite.testClient({ command, revision, scenario: name, into });
      found.push(...checks.map((check) => ({ part: 'client', leg, revision, ...check })));
    }
  }
  return found;
}

function report(options, verdict) {
  process.stdout.write(options.json ? `${JSON.stringify(verdict, null, 2)}\n` : asTable(verdict, ACCEPTED));
  return verdict.problems.length === 0 ? 0 : 1;
}

function partsOf(scenario) {
  if (scenario === undefined) return ['server', 'client'];
  return Object.values(CLIENT_SCENARIOS).some((names) => names.includes(scenario)) ? ['client'] : ['server'];
}

function chosen(name, value, all) {
  if (value === undefined) return all;
  if (!all.includes(value)) throw new Error(`${name}: expected ${all.join(' or ')}, not \`${value}\``);
  return [value];
}

function note(line) {
  process.stderr.write(`conformance: ${line}\n`);
}
