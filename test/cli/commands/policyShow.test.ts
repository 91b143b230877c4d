import { describe, expect, it } from 'vitest';

import { addPolicy, emptyHome, expectHarmless, HOSTILE, jsonOf, run } from '../home.ts';

const NAMED = 'name: mine\nagents: ["*"]\nrules:\n  - { action: read, effect: allow, reason: r }\n';

describe('leash policy show', () => {
  it.each(['read-only', 'observe', 'allow-all'])('prints builtin:%s as a file that can be loaded', async (name) => {
    const home = emptyHome();
    const { exitCode, out, err } = await run(home, ['policy', 'show', `builtin:${name}`]);
    expect([exitCode, err]).toEqual([0, '']);
    addPolicy(home, 'copy.yaml', out);
    expect((await run(home, ['policy', 'validate'])).exitCode).toBe(0);
    const listed = JSON.parse((await run(home, ['policy', 'list', '--json'])).out) as { name: string }[];
    expect(listed.map((row) => row.name)).toEqual([name, 'default']);
  });

  it('prints a policy of the home by its name, with every default', async () => {
    const home = emptyHome();
    addPolicy(home, 'a.yaml', NAMED);
    const { out } = await run(home, ['policy', 'show', 'mine']);
    expect(out).toMatch(/^priority: 0$/m);
    const again = emptyHome();
    addPolicy(again, 'a.yaml', out);
    const form = jsonOf(await run(again, ['policy', 'show', 'mine', '--json']));
    expect(form).toEqual(jsonOf(await run(home, ['policy', 'show', 'mine', '--json'])));
  });

  it('escapes on a terminal what it would obey, and writes to a file what was meant', async () => {
    const home = emptyHome();
    const reason = HOSTILE.replaceAll(/\p{Cc}/gu, '');
    addPolicy(home, 'a.yaml', NAMED.replace('reason: r', `reason: ${JSON.stringify(reason)}`));
    const seen = await run(home, ['policy', 'show', 'mine'], { outColumns: 80 });
    expectHarmless(seen.out);
    expect(seen.out).toContain('\\u{202e}');
    const written = await run(home, ['policy', 'show', 'mine']);
    expect(written.out).toContain(reason);
  });

  it.each([
    ['nothing', 'expected the name of a policy, a file, or `builtin:allow-all`'],
    ['builtin:red-only', 'did you mean `read-only`?\n'],
    [HOSTILE, 'expected the name of a policy'],
  ])('refuses %j and says what can be shown', async (which, why) => {
    const { exitCode, out, err } = await run(emptyHome(), ['policy', 'show', which]);
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain(why);
    expectHarmless(err);
  });

  it('ends with 1 for a file that is not valid', async () => {
    const home = emptyHome();
    const file = addPolicy(home, 'a.yaml', 'name: a\n');
    const { exitCode, err } = await run(home, ['policy', 'show', file]);
    expect(exitCode).toBe(1);
    expect(err).toContain(`${file}:1:1: missing \`agents\``);
  });
});
