import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { connect, outcome } from './clients.ts';
import { auditEntries, fixture, LEASH_MCP, temporaryHome } from './support.ts';

const rule = (lines: string): string => `  - ${lines.trim().replaceAll('\n', '\n    ')}\n`;
const policy = (rules: string): string => `name: test
description: What a test allows
agents: ["*"]
rules:
${rules}`;

const callTools = rule(`
action: ["echo", "confirm"]
effect: allow
reason: The tools of the test`);
const elicit = rule(`
method: elicitation/create
effect: allow
reason: The server may ask the person`);

/** A client of the modern era at a modern server, under a policy. */
describe('the modern era (2026-07-28)', () => {
  const homes = [temporaryHome(), temporaryHome()];
  afterAll(() => homes.forEach((home) => home.remove()));

  async function session(home: string, rules: string) {
    mkdirSync(join(home, 'policies'), { mode: 0o700 });
    writeFileSync(join(home, 'policies', 'test.yaml'), policy(rules));
    const through = [process.execPath, LEASH_MCP, '--home', home, '--name', 'modern', '--', ...fixture('modern.mjs')];
    return connect('SDK 2.x auto', through, { PATH: process.env['PATH'] ?? '' });
  }

  it('lets a server ask its client inside an answer where the policy says so, and the retry is decided too', async () => {
    const home = homes[0]?.path ?? '';
    const client = await session(home, callTools + elicit);
    expect(await client.callTool({ name: 'confirm' })).toMatchObject({ content: [{ text: 'answered "nothing"' }] });
    await client.close();
    const decisions = (await auditEntries(home)).filter(({ effect }) => effect !== 'event').reverse();
    expect(decisions.map(({ effect, action }) => `${effect} ${action}`)).toEqual([
      'allow confirm',
      'allow elicitation/create',
      'allow confirm',
    ]);
  });

  it('keeps the question from the client where no rule allows it, and answers the call with the reason', async () => {
    const home = homes[1]?.path ?? '';
    const client = await session(home, callTools);
    const denied = await outcome(client.callTool({ name: 'confirm' }));
    expect(JSON.stringify(denied)).toMatch(/asks the client for more.*elicitation\/create/);
    expect(denied).toMatchObject({ result: { isError: true } });
    expect(await client.callTool({ name: 'echo', arguments: { text: 'x' } })).toMatchObject({
      content: [{ text: 'x' }],
    });
    expect(await outcome(client.readResource({ uri: 'note://one' }))).toMatchObject({ error: { code: 53001 } });
    await client.close();
    const denials = (await auditEntries(home)).filter(({ effect }) => effect === 'deny');
    expect(denials.map(({ action }) => action)).toEqual(['note://one', 'elicitation/create']);
  });
});
