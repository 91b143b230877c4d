import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { addPolicy, emptyHome, expectHarmless, HOSTILE, jsonOf, run } from '../home.ts';

const VALID = 'name: mine\nagents: ["*"]\nrules:\n  - { action: read, effect: allow, reason: r }\n';
const WRONG = 'name: mine\nagents: ["*"]\nrules:\n  - { action: read, effct: allow, reason: r }\n';

describe('leash policy validate', () => {
  it('counts what is valid', async () => {
    const home = emptyHome();
    addPolicy(home, 'a.yaml', VALID);
    expect(await run(home, ['policy', 'validate'])).toEqual({ exitCode: 0, out: 'valid: 1 file, 1 rule\n', err: '' });
    addPolicy(home, 'b.yaml', VALID.replace('mine', 'other'));
    expect((await run(home, ['policy', 'validate'])).out).toBe('valid: 2 files, 2 rules\n');
  });

  it('names every problem at its spot, and ends with 1', async () => {
    const home = emptyHome();
    const file = addPolicy(home, 'a.yaml', WRONG);
    const { exitCode, out, err } = await run(home, ['policy', 'validate']);
    expect([exitCode, err]).toEqual([1, '']);
    expect(out).toContain(`${file}:4:21: unknown key \`effct\`, did you mean \`effect\`?\n`);
    expect(out).toMatch(/\nnot valid: 2 problems in 1 file\n$/);
  });

  it('prints JSON with stable keys', async () => {
    const home = emptyHome();
    const file = addPolicy(home, 'a.yaml', WRONG);
    const ran = await run(home, ['policy', 'validate', '--json']);
    expect(ran.exitCode).toBe(1);
    const report = jsonOf(ran);
    expect(Object.keys(report)).toEqual(['ok', 'files', 'problems', 'warnings']);
    expect(report).toMatchObject({ ok: false, problems: [{ file, at: { line: 4, column: 21 } }, { file }] });
  });

  it('checks what is named instead of the home', async () => {
    const home = emptyHome();
    addPolicy(home, 'a.yaml', WRONG);
    expect((await run(home, ['policy', 'validate', 'builtin:read-only'])).out).toMatch(/^valid: 1 file, \d+ rules\n$/);
    const missing = await run(home, ['policy', 'validate', join(home.root, 'none.yaml'), 'builtin:red-only']);
    expect(missing.exitCode).toBe(1);
    expect(missing.out).toContain('did you mean `read-only`?');
    expect(missing.out).toMatch(/not valid: 2 problems/);
  });

  it('says that nothing is there where nothing is', async () => {
    const home = emptyHome();
    for (const place of [home, { ...home, root: join(home.root, 'none') }]) {
      const { exitCode, out } = await run(place, ['policy', 'validate']);
      expect(exitCode).toBe(0);
      expect(out).toBe(`no policies in ${join(place.root, 'policies')}: everything is denied\n`);
    }
  });

  it('shows warnings without failing', async () => {
    const home = emptyHome();
    const rule = '  - { method: tools/cal, action: x, effect: deny, reason: r }\n';
    const file = addPolicy(home, 'a.yaml', VALID + rule);
    const { exitCode, out } = await run(home, ['policy', 'validate']);
    expect(exitCode).toBe(0);
    expect(out).toContain(
      `${file}:5:15: warning: no method of MCP is named \`tools/cal\`, did you mean \`tools/call\`?\n`,
    );
    expect(out).toMatch(/\nvalid: 1 file, 2 rules\n$/);
  });

  it('never lets the text of a file or its path reach the terminal', async () => {
    const home = emptyHome();
    addPolicy(home, 'a.yaml', `name: mine\nagents: ["*"]\n${JSON.stringify(HOSTILE)}: x\nrules: []\n`);
    for (const words of [[], ['--json'], [HOSTILE]]) {
      const { exitCode, out, err } = await run(home, ['policy', 'validate', ...words]);
      expect(exitCode).toBe(1);
      expectHarmless(out + err);
    }
  });
});
