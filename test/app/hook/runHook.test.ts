import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { queryLog } from '../../../src/app/auditQuery.ts';
import { HOOK_CLIENTS } from '../../../src/app/hook/clients.ts';
import { runHook } from '../../../src/app/hook/runHook.ts';
import type { Home } from '../../../src/edge/home.ts';
import { tempHome } from '../../support/tempHome.ts';
import { policyText, writePolicy } from '../gate/support.ts';

const ALLOW_LS = policyText(
  '{ action: shell.exec, effect: allow, reason: looking, args: { program: { equals: ls } }, unlisted_args: allow }',
);
const call = (command: string): string =>
  JSON.stringify({
    hook_event_name: 'PreToolUse',
    session_id: 's',
    cwd: '/work',
    tool_name: 'Bash',
    tool_input: { command },
  });

async function run(home: Home, input: string | Buffer) {
  const client = HOOK_CLIENTS.get('claude-code');
  if (client === undefined) throw new Error('no client');
  const options = { client, home: home.root, policy: [], agent: null, warn: () => undefined };
  const result = await runHook(typeof input === 'string' ? Buffer.from(input) : input, options);
  onTestFinished(result.close);
  return result;
}

describe('runHook', () => {
  it('answers for the client once the decision stands in the log', async () => {
    const home = tempHome();
    writePolicy(home, ALLOW_LS);
    const allowed = await run(home, call('ls'));
    expect(allowed.verdict.verdict).toBe('allow');
    const { lines } = await queryLog(home, { limit: 10 });
    expect(lines.some(({ agent, action }) => agent === 'claude-code' && action === 'shell.exec')).toBe(true);
    expect((await run(home, call('rm x'))).verdict.verdict).toBe('deny');
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['nothing', '', /not JSON/],
    ['no JSON', 'ls', /not JSON/],
    ['what is not UTF-8', Buffer.from('{"a":"\xff"}', 'latin1'), /not JSON/],
    ['a key twice', call('ls').replace('"session_id"', '"tool_name":"Read","session_id"'), /twice/],
    ['a deep nesting', '['.repeat(200) + ']'.repeat(200), /too deep/],
    ['another event', '{"hook_event_name":"Stop"}', /another event/],
    ['a list', '[]', /another event/],
  ])('denies %s', async (_, input, why) => {
    const home = tempHome();
    writePolicy(home, ALLOW_LS);
    const { verdict } = await run(home, input);
    expect(verdict.verdict).toBe('deny');
    expect(verdict.reason).toMatch(why);
  });

  it('denies with broken policies, with broken settings, and in a home that others can reach', async () => {
    const broken = tempHome();
    writePolicy(broken, 'name: [');
    const settings = tempHome();
    writePolicy(settings, ALLOW_LS);
    writeFileSync(join(settings.root, 'config.yaml'), 'durability: maybe\n', { mode: 0o600 });
    const open = tempHome();
    writePolicy(open, ALLOW_LS);
    chmodSync(open.root, 0o777);
    for (const home of [broken, settings, open]) {
      const { verdict } = await run(home, call('ls'));
      expect(verdict.verdict).toBe('deny');
      expect(verdict.reason).toContain('Leash denied this');
    }
  });
});
