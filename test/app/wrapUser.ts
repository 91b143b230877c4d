import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';

import { findClients, type FoundFile } from '../../src/app/clientFound.ts';
import { planUnwraps } from '../../src/app/unwrap.ts';
import { applyPlan, planWrap, type FilePlan } from '../../src/app/wrap.ts';
import { locateHome, type Home } from '../../src/edge/home.ts';
import { tempFolder } from '../support/tempHome.ts';

export const PROGRAM = ['/opt/node/bin/node', '/opt/leash/bin/leash-mcp.js'];
export const AT = new Date(Date.UTC(2026, 2, 1, 12, 30, 5));
export const all = (): boolean => true;

/** A user with one file of settings. */
export interface User {
  readonly folder: string;
  readonly home: Home;
  readonly file: string;
}

export function userWith(path: string, text: string): User {
  const folder = tempFolder();
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return { folder, home: locateHome(join(folder, '.leash'), {}), file };
}

export async function filesOf({ folder }: User): Promise<readonly FoundFile[]> {
  const found = await findClients({ platform: 'linux', home: folder, appData: null, env: {}, project: null });
  expect(found.unreadable).toEqual([]);
  return found.files;
}

export async function wrapAll(user: User, isMeant: (server: { key: string }) => boolean = all) {
  const plans = (await filesOf(user)).map((found) => planWrap(found, { program: PROGRAM, options: [], isMeant }));
  const changing = plans.filter(({ servers }) => servers.some(({ outcome }) => outcome === 'changed'));
  for (const plan of changing) await applyPlan(user.home, plan, AT);
  return plans;
}

export async function unwrapAll(user: User, isMeant: (server: { key: string }) => boolean = all, force = false) {
  const chosen = { files: await filesOf(user), unreadable: [], isMeant };
  const plans = await planUnwraps(user.home, chosen, { scope: null, client: null, force });
  const changing = plans.filter(({ servers }) => servers.some(({ outcome }) => outcome === 'changed'));
  for (const plan of changing) await applyPlan(user.home, plan, AT);
  return plans;
}

export const outcomes = (plans: readonly FilePlan[]) =>
  plans.flatMap(({ servers }) => servers.map(({ outcome }) => outcome));

/** Settings of Cursor with two servers. */
export const CURSOR = '.cursor/mcp.json';
export const TWO = `{
  "mcpServers": {
    "a": { "command": "npx", "args": ["-y", "a"] },
    "b": { "command": "npx", "args": ["-y", "b"], "disabled": false }
  }
}
`;
