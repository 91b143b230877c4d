// Asks `POST /v1/authorize` of a running `leash start` over 16 and 64 keep-alive connections: rate, p50 and p99, and then
// whether the log of it all verifies. Usage: node bench/authorize.mjs [requests] (after `npm run build`).
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';

const root = resolve(import.meta.dirname, '..');
const dist = resolve(root, process.env.LEASH_TEST_DIST ?? 'dist');
const leash = join(dist, 'bin/leash.js');
const total = Number(process.argv[2] ?? 20_000);

const folder = mkdtempSync(join(tmpdir(), 'leash-bench-'));
const home = join(folder, 'home');
mkdirSync(join(home, 'policies'), { recursive: true, mode: 0o700 });
writeFileSync(
  join(home, 'policies/bench.yaml'),
  'name: bench\nagents: ["*"]\nrules:\n  - { id: mail, action: "email.send", effect: allow, reason: it may }\n',
  { mode: 0o600 },
);

const server = spawn(process.execPath, [leash, 'start', '--listen', '0', '--json', '--home', home], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const { url } = await firstLine(server.stdout);
  const admin = readFileSync(join(home, 'keys/admin.token'), 'utf8').trim();
  const { token } = await post(new Agent(), url, '/v1/agents', admin, { name: 'bench-agent' });
  for (const [who, credential, extra] of [
    ['admin token', admin, { agent_id: 'somebody' }],
    ['agent token', token, {}],
  ]) {
    for (const connections of [16, 64]) {
      await measure(url, credential, extra, { connections, count: 2000 });
      const before = await cpuSeconds(url, admin);
      const { rate, p50, p99, denied } = await measure(url, credential, extra, { connections, count: total });
      const cpu = ((await cpuSeconds(url, admin)) - before) / total;
      console.log(
        `${who}, ${connections} connections: ${rate.toFixed(0)}/s, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms, ` +
          `${(cpu * 1e6).toFixed(0)} us CPU a call, ${denied} denied`,
      );
    }
  }
} finally {
  server.kill('SIGTERM');
  await new Promise((done) => server.once('exit', done));
}
console.log(execFileSync(process.execPath, [leash, 'audit', 'verify', '--home', home], { encoding: 'utf8' }));
rmSync(folder, { recursive: true, force: true });

async function measure(url, token, extra, { connections, count }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times = [];
  let left = count;
  let denied = 0;
  const begin = performance.now();
  const one = async () => {
    while (left > 0) {
      left -= 1;
      const start = performance.now();
      const body = {
        ...extra,
        action: left % 10 === 0 ? 'email.delete' : 'email.send',
        args: { to: 'ada@example.com' },
      };
      const { allowed } = await post(agent, url, '/v1/authorize', token, body);
      if (!allowed) denied += 1;
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  const seconds = (performance.now() - begin) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.floor((times.length - 1) * share)];
  return { rate: count / seconds, p50: at(0.5), p99: at(0.99), denied };
}

async function cpuSeconds(url, token) {
  const text = await send(new Agent(), `${url}/metrics`, 'GET', token, null);
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)[1]);
}

async function post(agent, url, path, token, body) {
  return JSON.parse(await send(agent, `${url}${path}`, 'POST', token, Buffer.from(JSON.stringify(body))));
}

function send(agent, url, method, token, bytes) {
  const body = bytes === null ? {} : { 'Content-Type': 'application/json', 'Content-Length': bytes.length };
  const headers = { Authorization: `Bearer ${token}`, ...body };
  return new Promise((done, fail) => {
    const sent = request(url, { agent, method, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode >= 300) fail(new Error(`${response.statusCode}: ${text}`));
        else done(text);
      });
    });
    sent.on('error', fail);
    sent.end(bytes ?? undefined);
  });
}

function firstLine(stream) {
  return new Promise((done, fail) => {
    let text = '';
    stream.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) done(JSON.parse(text.slice(0, text.indexOf('\n'))));
    });
    stream.once('end', () => fail(new Error('the server ended')));
  });
}
