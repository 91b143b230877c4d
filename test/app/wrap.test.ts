import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { applyPlan, planWrap } from '../../src/app/wrap.ts';
import { parseProxyArgs } from '../../src/cli/proxyArgs.ts';
import { SAMPLES } from '../clients/samples.ts';
import { all, AT, CURSOR, filesOf, outcomes, PROGRAM, TWO, unwrapAll, userWith, wrapAll } from './wrapUser.ts';

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
        const words = [
          ...entry.launch.options,
          ...(entry.launch.server === null ? [] : ['--', ...entry.launch.server]),
        ];
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

  it('writes nothing, and keeps no way back, where the file changes between the look and the deed', async () => {
    const user = userWith(CURSOR, TWO);
    const [found] = await filesOf(user);
    if (found === undefined) throw new Error('not found');
    const plan = planWrap(found, { program: PROGRAM, options: [], isMeant: all });
    writeFileSync(user.file, `${TWO}\n`);
    await expect(applyPlan(user.home, plan, AT)).rejects.toMatchObject({ code: 'ERR_CLIENT_CONFIG' });
    expect(readFileSync(user.file, 'utf8')).toBe(`${TWO}\n`);
    expect(readdirSync(join(user.home.root, 'wrapped'))).toEqual([]);
  });

  it.each(['a"b', 'line\nbreak', '__proto__', 'constructor', '*', '../../etc', '\u001b[31m', '\u202e', ''])(
    'goes there and back for a server called %j',
    async (key) => {
      const text = `{ "mcpServers": { ${JSON.stringify(key)}: { "command": "npx", "args": ["s"] }, "z": { "command": "z" } } }`;
      const user = userWith(CURSOR, text);
      const [plan] = await wrapAll(user);
      expect(plan?.servers.map(({ outcome }) => outcome)).toEqual(['changed', 'changed']);
      for (const { entry } of (await filesOf(user))[0]?.servers ?? []) {
        const words = entry.kind === 'wrapped' ? [...entry.launch.options, '--', 'x'] : [];
        expect(parseProxyArgs(words).kind).toBe('run');
      }
      await unwrapAll(user);
      expect(readFileSync(user.file, 'utf8')).toBe(text);
    },
  );

  const word = fc.string({ unit: 'binary', maxLength: 8 });
  const stdio = fc.record(
    {
      command: fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }),
      args: fc.array(word, { maxLength: 4 }),
      other: fc.jsonValue({ maxDepth: 1 }),
    },
    { requiredKeys: ['command'] },
  );
  const remote = fc.record(
    {
      type: fc.constantFrom('http', 'sse'),
      url: fc.webUrl({ withQueryParameters: true }),
      headers: fc.dictionary(fc.stringMatching(/^[A-Za-z-]{1,8}$/), fc.stringMatching(/^[ -~]{0,12}$/), {
        maxKeys: 3,
        noNullPrototype: true,
      }),
      disabled: fc.boolean(),
    },
    { requiredKeys: ['url'] },
  );

  it('goes there and back for any settings, whatever their layout', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string({ unit: 'binary', maxLength: 8 }), fc.oneof(stdio, remote), {
          maxKeys: 4,
          noNullPrototype: true,
        }),
        fc.jsonValue({ maxDepth: 2 }),
        fc.constantFrom(undefined, 1, 2, '\t'),
        fc.constantFrom('\n', '\r\n'),
        async (servers, rest, indent, eol) => {
          const text = JSON.stringify({ rest, mcpServers: servers }, null, indent).replaceAll('\n', eol);
          const user = userWith(CURSOR, text);
          await wrapAll(user);
          const wrapped: unknown = JSON.parse(readFileSync(user.file, 'utf8'));
          expect(wrapped).toMatchObject({ rest: JSON.parse(JSON.stringify(rest)) as unknown });
          await unwrapAll(user);
          expect(readFileSync(user.file, 'utf8')).toBe(text);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('handles a file of many megabytes', async () => {
    const history = Array.from({ length: 20_000 }, (_, i) => ({ display: `"mcpServers": {${i}}`, n: i }));
    const text = JSON.stringify({ history, mcpServers: { a: { command: 'npx', args: ['a'] } } }, null, 2);
    const user = userWith('.claude.json', text);
    await wrapAll(user);
    await unwrapAll(user);
    expect(readFileSync(user.file, 'utf8')).toBe(text);
  });
});
