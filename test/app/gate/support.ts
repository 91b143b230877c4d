import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { LiveDecision } from '../../../src/app/control/feed.ts';
import type { GateRequest } from '../../../src/app/control/gate.ts';
import { openEngine, type Engine } from '../../../src/app/engine.ts';
import type { Home } from '../../../src/edge/home.ts';
import { tempHome } from '../../support/tempHome.ts';

/** Somebody whose name is not proven. */
export const ALICE = { name: 'alice', id: null, verified: false, labels: {} } as const;

/** Rules of one policy, each as YAML in one line. */
export function policyText(...rules: readonly string[]): string {
  return `name: mine\nagents: ["*"]\nrules:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`;
}

export const ALLOW_READ = '{ id: read, action: read, effect: allow, reason: it may }';

/** An engine over a home with one policy, closed when the test has finished. */
export async function engineWith(policy: string, over: Partial<Engine> = {}, observe = false): Promise<Engine> {
  const home = tempHome();
  writePolicy(home, policy);
  const engine = await openEngine({
    home: home.root,
    policy: [],
    observe,
    durability: 'process',
    alert: () => undefined,
  });
  onTestFinished(() => engine.close());
  return { ...engine, ...over };
}

export function writePolicy(home: Home, text: string): void {
  writeFileSync(join(home.policies, 'mine.yaml'), text, { mode: 0o600 });
}

/** A request of Alice's to read something. */
export function read(over: Partial<GateRequest> = {}): GateRequest {
  return { identity: ALICE, action: 'read', ...over };
}

/** The decisions that the engine has recorded, oldest first. */
export function decisions({ feed }: Engine): readonly LiveDecision[] {
  return feed.recent().filter((event) => event.kind === 'decision');
}
