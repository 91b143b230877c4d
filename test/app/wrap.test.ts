import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { findClients, type FoundFile } from '../../src/app/clientFound.ts';
import { planUnwraps } from '../../src/app/unwrap.ts';
import { applyPlan, planWrap } from '../../src/app/wrap.ts';
import { locateHome, type Home } from '../../src/edge/home.ts';
import { parseProxyArgs } from '../../src/cli/proxyArgs.ts';
import { SAMPLES } from '../clients/samples.ts';
import { tempFolder } from '../support/tempHome.ts';

const PROGRAM = ['/opt/node/bin/node', '/opt/leash/bin/leash-mcp.js'];
const AT = new Date(Date.UTC(2026, 2, 1, 12, 30, 5));
const all = (): boolean => true;

interface User {
  readonly folder: string;
  readonly home: Home;
  readonly file: string;
}

function userWith(path: string, text: string): User {
  const folder = tempFolder();
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return { folder, home: locateHome(join(folder, '.leash'), {}), file };
}

async function filesOf({ folder }: User): Promise<readonly FoundFile[]> {
  const found = await findClients({ platform: 'linux', home: folder, appData: null, env: {}, project: null });
  expect(found.unreadable).toEqual([]);
  return found.files;
}

async function wrapAll(user: User, isMeant: (server: { key: string }) => boolean = all) {
  const plans = (await filesOf(user)).map((found) => planWrap(found, { program: PROGRAM, options: [], isMeant }));
  const changing = plans.filter(({ servers }) => servers.some(({ outcome }) => outcome === 'changed'));
  for (const plan of changing) await applyPlan(user.home, plan, AT);
  return plans;
}

async function unwrapAll(user: User, isMeant: (server: { key: string }) => boolean = all, force = false) {
  const chosen = { files: await filesOf(user), unreadable: [], isMeant };
  const plans = await planUnwraps(user.home, chosen, { scope: null, client: null, force });
  const changing = plans.filter(({ servers }) => servers.some(({ outcome }) => outcome === 'changed'));
  for (const plan of changing) await applyPlan(user.home, plan, AT);
  return plans;
}

const outcomes = (plans: readonly { servers: readonly { key: string; outcome: string }[] }[]) =>
  plans.flatMap(({ servers }) => servers.map(({ outcome }) => outcome));

describe('wrapping and unwrapping', () => {
  it.each(SAMPLES.map((sample) => [sample.client, sample.path, sample] as const))(
    'goes the whole way and back for %s (%s), byte for byte',
    async (_, path, { text, wraps }) => {
      const user = userWith(path, text);
      const plans = await wrapAll(user);
      expect(plans[0]?.servers.filter(({ outcome }) => outcome === 'left').map(({ key, why }) => [key, why])).toEqual(
        plans[0]?.servers.filter(({ why }) => why?.includes('logs in by itself')).map(({ key, why }) => [key, why]),
      );
      expect(outcomes(plans).filter((outcome) => outcome === 'changed')).toHaveLength(wraps);
      const wrapped = readFileSync(user.file, 'utf8');
      expect(wrapped).not.toBe(text);
      for (const { entry } of (await filesOf(user))[0]?.servers ?? []) {
        if (entry.kind !== 'wrapped') continue;
        expect(entry.launch.program).toEqual(PROGRAM);
        const words = [...entry.launch.options, ...(entry.launch.server === null ? [] : ['--', ...entry.launch.server])];
        expect(parseProxyArgs(words, { LEASH_URL: 'https://x.example/' }).kind).toBe('run');
        expect(words.join(' ')).not.toMatch(/sekret|plain-value|static-value|eu-west-1|k-123/);
      }
      const again = await wrapAll(user);
      expect(outcomes(again)).not.toContain('changed');
      expect(readFileSync(user.file, 'utf8')).toBe(wrapped);
      const undone = await unwrapAll(user);
      expect(outcomes(undone).filter((outcome) => outcome === 'changed')).toHaveLength(wraps);
      expect(readFileSync(user.file, 'utf8')).toBe(text);
      expect(readdirSync(join(user.home.root, 'wrapped'))).toEqual([]);
    },
  );
});
