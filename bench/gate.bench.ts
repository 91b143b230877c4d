import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, bench, describe } from 'vitest';
import { openEngine } from '../src/app/engine.ts';
import { openGate } from '../src/app/gate/openGate.ts';
import { locateHome, prepareHome } from '../src/edge/home.ts';

const folder = mkdtempSync(join(tmpdir(), 'leash-bench-'));
const home = locateHome(join(folder, 'home'), {});
prepareHome(home);
const rule = '{ action: read, effect: allow, reason: it may, args: { path: { under: [/data] } } }';
writeFileSync(join(home.policies, 'p.yaml'), `name: p\nagents: ["*"]\nrules:\n  - ${rule}\n`, { mode: 0o600 });
const options = { home: home.root, policy: [], observe: false, alert: (message: string) => console.error(message) };
const engine = await openEngine({ ...options, durability: 'full' });
const gate = openGate(engine);
const identity = { name: 'alice', id: null, verified: false, labels: {} };

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

describe('the gate, each decision durable before it is answered', () => {
  const one = () => gate.authorize({ identity, action: 'read', session: 's', args: { path: '/data/a.txt' } });
  for (const count of [1, 16, 64]) {
    bench(`${count} in flight`, async () => {
      await Promise.all(Array.from({ length: count }, one));
    });
  }
});
