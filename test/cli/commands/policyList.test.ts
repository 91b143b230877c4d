import { describe, expect, it } from 'vitest';

import { addPolicy, emptyHome, run } from '../home.ts';

const policy = (name: string, more = ''): string =>
  `name: ${name}\nagents: ["*"]\n${more}rules:\n  - { action: read, effect: allow, reason: r }\n`;

describe('leash policy list', () => {
  it('lists policies in the order in which they are asked, the floor last', async () => {
    const home = emptyHome();
    addPolicy(home, 'a.yaml', policy('low', 'mode: observe\n'));
    const file = addPolicy(home, 'b.yaml', policy('high', 'priority: 50\n'));
    const { exitCode, out, err } = await run(home, ['policy', 'list']);
    expect([exitCode, err]).toEqual([0, '']);
    const [head = '', ...rows] = out.trimEnd().split('\n');
    expect(head).toMatch(/^name +mode +priority +agents +servers +rules +file$/);
    expect(rows.map((row) => row.split(' ')[0])).toEqual(['high', 'low', 'default']);
    expect(rows[0]).toMatch(/^high +enforce +50 +\* +\* +1 +/);
    expect(rows[0]?.endsWith(file)).toBe(true);
    expect(rows[2]).toMatch(/built in$/);
  });

  it('prints JSON with stable keys', async () => {
    const { out } = await run(emptyHome(), ['policy', 'list', 'builtin:read-only', '--json']);
    const rows = JSON.parse(out) as Record<string, unknown>[];
    expect(rows.map(({ name }) => name)).toEqual(['read-only', 'default']);
    expect(Object.keys(rows[0] ?? {})).toEqual([
      'name',
      'mode',
      'priority',
      'agents',
      'servers',
      'rules',
      'file',
      'builtin',
    ]);
  });

  it('marks what only observes', async () => {
    const { out } = await run(emptyHome(), ['policy', 'list', 'builtin:observe'], { outColumns: 120 });
    expect(out).toContain('\u001b[33mobserve');
  });

  it('lists nothing of a set that is not in force, and says why', async () => {
    const home = emptyHome();
    const file = addPolicy(home, 'a.yaml', 'name: a\n');
    const { exitCode, out, err } = await run(home, ['policy', 'list']);
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toMatch(/^leash: the policies are not valid\n/);
    expect(err).toContain(`\n${file}:1:1: missing \`agents\``);
  });
});
