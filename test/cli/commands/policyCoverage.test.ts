import { describe, expect, it } from 'vitest';

import { call, denied, homeWith, policyOf } from '../../app/recorded.ts';
import { pin } from '../../app/pinSupport.ts';
import { seen, tool } from '../../pins/support.ts';
import { tamper } from '../../support/shards.ts';
import { addPolicy, emptyHome, expectHarmless, HOSTILE, jsonOf, run } from '../home.ts';

const READS = '{ id: reads, action: "read_*", effect: allow, reason: r, owasp: [LLM01] }';
const WRITES = '{ id: writes, action: write_file, effect: deny, reason: r }';

/** A home in which `read_file` was allowed by `team/reads`, and `write_file` was denied by no rule. */
async function setUp(...rules: string[]) {
  const home = await homeWith([call(), call(), denied({ action: 'write_file' })]);
  addPolicy(home, 'team.yaml', policyOf(...rules));
  return home;
}

describe('leash policy coverage', () => {
  it('ends with 1 where a tool is named by no rule, and shows it first', async () => {
    const { exitCode, out, err } = await run(await setUp(READS), ['policy', 'coverage']);
    expect([exitCode, err]).toEqual([1, '']);
    expect(out.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
      'server | tool | calls | named by',
      'fs | write_file | 1 | no rule',
      'fs | read_file | 2 | team/reads',
      '',
      '2 tools: 1 that no rule names',
      '1 rule: every one decided something',
      '',
    ]);
  });

  it('ends with 0 where every tool is named, and shows rules that never decided', async () => {
    const { exitCode, out } = await run(await setUp(READS, WRITES), ['policy', 'coverage']);
    expect(exitCode).toBe(0);
    expect(out).toContain('\nnever decided  effect\nteam/writes    deny\n');
    expect(out).toMatch(/^2 tools: every one is named by a rule\n2 rules: 1 never decided anything\n$/m);
  });

  it('counts a tool that a server has listed, though nobody called it', async () => {
    const home = await setUp(READS, WRITES);
    await pin(home, 'fs', [seen(tool('read_file')), seen(tool('delete_file'))]);
    const { exitCode, out } = await run(home, ['policy', 'coverage']);
    expect(exitCode).toBe(1);
    expect(out).toMatch(/^fs +delete_file +0 +no rule$/m);
    expect(out).toMatch(/^fs +read_file +2 +team\/reads$/m);
  });

  it('does not take a rule for every tool for one that names it', async () => {
    const home = await setUp('{ id: all, action: "*", effect: allow, reason: r }');
    expect((await run(home, ['policy', 'coverage'])).exitCode).toBe(1);
  });

  it('looks at a period, and at other policies than those of the home', async () => {
    const home = await setUp(READS);
    const later = jsonOf(await run(home, ['policy', 'coverage', '--since', '1s', '--json']));
    expect(later['tools']).toEqual([]);
    const file = addPolicy(emptyHome(), 'other.yaml', policyOf(READS, WRITES));
    expect((await run(home, ['policy', 'coverage', '--policy', file])).exitCode).toBe(0);
  });

  it('prints JSON with stable keys, and ends as without', async () => {
    const ran = await run(await setUp(READS), ['policy', 'coverage', '--json']);
    expect([ran.exitCode, ran.err]).toEqual([1, '']);
    expect(jsonOf(ran)).toEqual({
      tools: [
        { server: 'fs', tool: 'write_file', calls: 1, rules: [] },
        { server: 'fs', tool: 'read_file', calls: 2, rules: ['team/reads'] },
      ],
      rules: [{ policy: 'team', rule: 'reads', effect: 'allow', decided: 2 }],
      unreadable: [],
    });
  });

  it('says that there is nothing yet', async () => {
    const { exitCode, out } = await run(emptyHome(), ['policy', 'coverage']);
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^no tools are known yet\n/);
  });

  it('sends no name of a tool or a server that a terminal obeys', async () => {
    const home = await homeWith([denied({ server: HOSTILE, action: HOSTILE })]);
    for (const more of [[], ['--json']]) {
      const { exitCode, out } = await run(home, ['policy', 'coverage', ...more]);
      expect(exitCode).toBe(1);
      expectHarmless(out);
    }
  });

  it('ends with 3 where it cannot read a log, whatever the others say', async () => {
    const home = await setUp(READS, WRITES);
    await tamper(home, 'DROP TABLE entry; CREATE TABLE entry (seq INTEGER)');
    const { exitCode, err } = await run(home, ['policy', 'coverage']);
    expect(exitCode).toBe(3);
    expect(err).toContain('log 00 cannot be read');
  });

  it('ends with 1 for policies that are not valid, and with 2 for no period', async () => {
    const home = emptyHome();
    addPolicy(home, 'a.yaml', 'name: a\n');
    for (const more of [[], ['--owasp']]) {
      const invalid = await run(home, ['policy', 'coverage', ...more]);
      expect([invalid.exitCode, invalid.out]).toEqual([1, '']);
      expect(invalid.err).toContain('missing `agents`');
    }
    expect((await run(emptyHome(), ['policy', 'coverage', '--since', 'ever'])).exitCode).toBe(2);
  });
});

describe('leash policy coverage --owasp', () => {
  it('shows every threat of the lists, with how many rules are about it', async () => {
    const { exitCode, out, err } = await run(await setUp(READS), ['policy', 'coverage', '--owasp']);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(/^threat +rules +observing +title$/m);
    expect(out).toMatch(/^LLM01 +1 +Prompt Injection$/m);
    expect(out).toMatch(/^LLM09 +0 +Misinformation$/m);
    // Five threats are those of the floor.
    expect(out).toMatch(/^rules are about 6 of 30 threats;/m);
  });

  it('counts rules that only observe apart', async () => {
    const home = emptyHome();
    addPolicy(home, 'team.yaml', `mode: observe\n${policyOf(READS)}`);
    const { out } = await run(home, ['policy', 'coverage', '--owasp']);
    expect(out).toMatch(/^LLM01 +0 +1 +Prompt Injection$/m);
    expect(out).toMatch(/^rules are about 5 of 30 threats;/m);
  });

  it('prints JSON with stable keys', async () => {
    const { out } = await run(await setUp(READS), ['policy', 'coverage', '--owasp', '--json']);
    const threats = JSON.parse(out) as Record<string, unknown>[];
    expect(threats).toHaveLength(30);
    expect(threats).toContainEqual({
      id: 'LLM01',
      title: 'Prompt Injection',
      rules: ['team/reads'],
      observing: [],
    });
  });
});
