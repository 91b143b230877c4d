import { chmodSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planWrap } from '../../src/app/wrap.ts';
import { carryOut } from '../../src/cli/carryOut.ts';
import type { Invocation } from '../../src/cli/command.ts';
import { outputOn } from '../../src/cli/output.ts';
import { all, filesOf, PROGRAM, userWith, type User } from '../app/wrapUser.ts';
import { captured } from './home.ts';

function invocation(user: User, options: Record<string, unknown>) {
  const { io, out, err } = captured();
  const output = outputOn(io, options['json'] === true);
  const given: Invocation = { words: [], options, home: user.home.root, output, signal: new AbortController().signal };
  return { given, out, err };
}

const settings = (servers: object) => JSON.stringify({ mcpServers: servers });

async function plansOf(user: User) {
  return (await filesOf(user)).map((found) => planWrap(found, { program: PROGRAM, options: [], isMeant: all }));
}

describe('carryOut', () => {
  it.each<[string, object, Record<string, unknown>, number]>([
    ['ends well where all is done', { a: { command: 'x' } }, { yes: true }, 0],
    ['ends well where nothing is to be done', {}, { yes: true }, 0],
    ['ends well where only a look was asked for', { a: { command: 'x' } }, { dryRun: true }, 0],
    ['ends in 1 where something is left', { a: { command: 'x' }, b: { url: 'ws://x' } }, { yes: true }, 1],
    ['ends in 1 where machines did not say yes', { a: { command: 'x' } }, { json: true }, 1],
  ])('%s', async (_, servers, options, exitCode) => {
    const user = userWith('.cursor/mcp.json', settings(servers));
    const undertaking = { plans: await plansOf(user), unreadable: [], verb: 'wrap', done: 'behind Leash' } as const;
    expect(await carryOut(invocation(user, options).given, undertaking)).toBe(exitCode);
  });

  it('changes the other files where one cannot be changed, and ends in the error', async () => {
    const first = userWith('.cursor/mcp.json', settings({ a: { command: 'x' } }));
    const second = userWith('.cursor/mcp.json', settings({ b: { command: 'y' } }));
    const plans = [...(await plansOf(first)), ...(await plansOf(second))];
    writeFileSync(first.file, settings({ a: { command: 'z' } }));
    chmodSync(first.file, 0o600);
    const undertaking = { plans, unreadable: [], verb: 'wrap', done: 'behind Leash' } as const;
    await expect(carryOut(invocation(first, { yes: true }).given, undertaking)).rejects.toMatchObject({
      code: 'ERR_CLIENT_CONFIG',
    });
    expect((await filesOf(first))[0]?.servers[0]?.entry).toMatchObject({ command: 'z' });
    expect((await filesOf(second))[0]?.servers[0]?.entry.kind).toBe('wrapped');
  });

  it('tells machines in one value what it was given besides', async () => {
    const user = userWith('.cursor/mcp.json', settings({ a: { command: 'x' } }));
    const { given, out } = invocation(user, { json: true, yes: true });
    await carryOut(given, {
      plans: await plansOf(user),
      unreadable: [],
      verb: 'wrap',
      done: 'behind Leash',
      besides: { policies: [1] },
    });
    expect(JSON.parse(out.join(''))).toMatchObject({ policies: [1], changed: true, servers: [{ server: 'a' }] });
  });
});
