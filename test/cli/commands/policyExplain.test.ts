import { rmSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';

import type { Home } from '../../../src/edge/home.ts';
import { addPolicy, copyOf, emptyHome, expectHarmless, filledHome, jsonOf, recordMore, run } from '../home.ts';

let home: Home;
beforeAll(async () => {
  home = await filledHome();
});

const POLICY =
  'name: mine\nagents: ["*"]\nrules:\n  - { id: reads, action: read_file, effect: allow, reason: why, args: { path: { under: ["/data"] } } }\n';

describe('leash policy explain', () => {
  it('tells what was recorded, and what is in force now where the set of then is not kept', async () => {
    const here = copyOf(home);
    addPolicy(here, 'mine.yaml', POLICY);
    const { exitCode, out, err } = await run(here, ['policy', 'explain', '00:2']);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toContain('entry     00:2  ');
    expect(out).toContain('\nargument  path = "/data/a.txt"\n');
    expect(out).toContain(
      '\nrecorded  allow\nrule      team/reads\nreason    reads are allowed\nset       sha256:00\n',
    );
    expect(out).toContain('The set that was in force then is not kept here');
    expect(out).toContain('the policies have changed since; by those in force now:\n');
    expect(out).toContain('\nmine (priority 0)\n  DECIDES allow reads\n      ok      argument `path`: under `/data`\n');
    expect(out).toContain('\noutcome   allow\nrule      mine/reads\n');
  });

  it('says what is withheld', async () => {
    const { out } = await run(home, ['policy', 'explain', '00:4']);
    expect(out).toContain('missing   an argument was withheld as a credential, or its opening is gone');
    expect(out).toContain('outcome   deny');
    const here = copyOf(home);
    rmSync(here.openings, { recursive: true });
    addPolicy(here, 'mine.yaml', POLICY);
    expect((await run(here, ['policy', 'explain', '00:2'])).out).toContain(
      'It depends on what is not known of the request',
    );
  });

  it('takes the newest decision with --last, of those that the filters pick', async () => {
    const entry = async (...words: string[]) =>
      (jsonOf(await run(home, ['policy', 'explain', '--last', '--json', ...words]))['entry'] as { seq: number }).seq;
    expect(await entry()).toBe(7);
    expect(await entry('--effect', 'allow', '--action', 'read_file')).toBe(2);
    const none = await run(home, ['policy', 'explain', '--last', '--agent', 'nobody']);
    expect(none).toMatchObject({ exitCode: 1, out: '', err: 'leash: there is no such decision in the log\n' });
  });

  it('prints JSON with stable keys', async () => {
    const explained = jsonOf(await run(home, ['policy', 'explain', '00:2', '--json']));
    expect(Object.keys(explained)).toEqual(['entry', 'fate', 'request', 'gap', 'then', 'agrees', 'now', 'problem']);
    expect(explained).toMatchObject({
      fate: 'through',
      then: null,
      now: { decision: { outcome: 'deny' }, trace: { certain: true } },
    });
  });

  it('says where the policies of now are not valid, and explains the rest', async () => {
    const here = copyOf(home);
    const file = addPolicy(here, 'mine.yaml', 'name: x\n');
    const { exitCode, out, err } = await run(here, ['policy', 'explain', '00:2']);
    expect([exitCode, err]).toEqual([0, expect.stringContaining(`${file}:1:1: missing`)]);
    expect(out).toContain('recorded  allow');
  });

  it('says of a refusal that no policy was asked', async () => {
    const here = copyOf(home);
    await recordMore(here, { effect: 'deny', rules: [], policySet: null, reason: 'no JSON', args: null });
    const { out } = await run(here, ['policy', 'explain', '--last']);
    expect(out).toContain('set       no policy was asked');
    expect(out).toContain('The policies did not decide this');
  });

  it.each([
    [['00:99'], 1, 'there is no entry 00:99'],
    [['00:1'], 1, 'entry 00:1 is no decision'],
    [['x'], 2, '`x` is no entry'],
    [[], 2, 'an entry to explain, or --last'],
    [['00:2', '--last'], 2, 'an entry to explain, or --last'],
  ])('ends %j with %i', async (words, exitCode, problem) => {
    const ran = await run(home, ['policy', 'explain', ...words]);
    expect([ran.exitCode, ran.err]).toEqual([exitCode, expect.stringContaining(problem)]);
    expect((await run(emptyHome(), ['policy', 'explain', ...words])).exitCode).toBeGreaterThan(0);
  });

  it('shows nothing of a log that a terminal would obey', async () => {
    const { exitCode, out, err } = await run(home, ['policy', 'explain', '00:6']);
    expect(exitCode).toBe(0);
    expectHarmless(out + err);
  });
});
