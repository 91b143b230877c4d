import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { named } from '../../src/app/control/agentIdentity.ts';
import { openEngine } from '../../src/app/engine.ts';
import type { Authorizer } from '../../src/authz/decision.ts';
import type { Home } from '../../src/edge/home.ts';
import { releaseStopSwitch, throwStopSwitch } from '../../src/edge/stopSwitch.ts';
import { requestOf } from '../support/policyOf.ts';
import { tempHome } from '../support/tempHome.ts';

const ASKER = { identity: named('alice'), server: 'srv' };
const policy = (action: string): string =>
  `name: mine\nagents: ["alice"]\nrules:\n  - { id: one, action: ${action}, effect: allow, reason: it may }\n`;

function homeWith(text: string): Home {
  const home = tempHome();
  writeFileSync(join(home.policies, 'mine.yaml'), text, { mode: 0o600 });
  return home;
}

async function engineOf(home: Home) {
  const alerts: string[] = [];
  const engine = await openEngine({
    home: home.root,
    policy: [],
    observe: false,
    durability: 'process',
    alert: (message) => alerts.push(message),
  });
  onTestFinished(() => engine.close());
  return { engine, alerts };
}

function answerOf(authorizer: Authorizer, action: string) {
  return authorizer.authorize(requestOf({ agent: 'alice', server: 'srv', action, args: {} }));
}

describe('openEngine', () => {
  it('decides for an agent at a server by the policies of its home', async () => {
    const { engine } = await engineOf(homeWith(policy('read')));
    expect(answerOf(engine.authorizerOf(ASKER), 'read').outcome).toBe('allow');
    expect(answerOf(engine.authorizerOf(ASKER), 'write').outcome).toBe('deny');
    expect(answerOf(engine.authorizerOf({ ...ASKER, identity: named('bob') }), 'read').outcome).toBe('deny');
  });

  it('lets nobody reach into its own home, whatever the policies say', async () => {
    const home = homeWith(policy('read'));
    const { engine } = await engineOf(home);
    const args = { path: join(home.keys, 'root.jwk') };
    const request = requestOf({ agent: 'alice', server: 'srv', action: 'read', args });
    expect(engine.authorizerOf(ASKER).authorize(request).outcome).toBe('deny');
  });

  it('denies everything while it is stopped, to those who are there already too, and goes on after that', async () => {
    const home = homeWith(policy('read'));
    const { engine } = await engineOf(home);
    const heard: Authorizer[] = [];
    let told = (): void => undefined;
    const forget = engine.onChange(ASKER, (authorizer) => {
      heard.push(authorizer);
      told();
    });
    onTestFinished(forget);
    const next = (): Promise<void> => new Promise((resolve) => (told = resolve));
    let changed = next();
    await throwStopSwitch(home, { reason: 'an incident', at: 1 });
    await changed;
    expect(heard.map((one) => answerOf(one, 'read'))).toMatchObject([{ outcome: 'deny' }]);
    expect(answerOf(engine.authorizerOf(ASKER), 'read').reason).toContain('an incident');
    changed = next();
    await releaseStopSwitch(home);
    await changed;
    expect(answerOf(heard.at(-1) ?? engine.authorizerOf(ASKER), 'read').outcome).toBe('allow');
  });

  it('denies everything, and lives, where settings or policies cannot be read', async () => {
    const brokenPolicy = await engineOf(homeWith('name: [\n'));
    expect(answerOf(brokenPolicy.engine.authorizerOf(ASKER), 'read').outcome).toBe('deny');
    const home = homeWith(policy('read'));
    writeFileSync(join(home.root, 'config.yaml'), 'lst: all\n');
    const brokenConfig = await engineOf(home);
    expect(answerOf(brokenConfig.engine.authorizerOf(ASKER), 'read').reason).toContain('config.yaml');
    const stopped = homeWith(policy('read'));
    mkdirSync(join(stopped.root, 'stopped.json'));
    const { engine } = await engineOf(stopped);
    expect(answerOf(engine.authorizerOf(ASKER), 'read').outcome).toBe('deny');
  });
});
