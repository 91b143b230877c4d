import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import type { Home } from '../../../src/edge/home.ts';
import { keepPolicySet } from '../../../src/edge/policyArchive.ts';
import { readPolicySet } from '../../../src/edge/policyFile.ts';
import { call, denied, homeWith, policyIn, policyOf } from '../../app/recorded.ts';
import { tamper } from '../../support/shards.ts';
import { addPolicy, emptyHome, expectHarmless, HOSTILE, jsonOf, run } from '../home.ts';

const READ = '{ id: read, action: read_file, effect: allow, reason: r, args: { path: { under: ["/data/p"] } } }';
const WRITE = '{ id: write, action: write_file, effect: allow, reason: r }';

/** A home in which 00:2 was denied under a set of the `READ` rule, which is kept; in force now are the `rules`. */
async function setUp(rules: readonly string[] = [READ], over: Parameters<typeof denied>[0] = {}): Promise<Home> {
  const past = await readPolicySet(policyIn(emptyHome(), 'team.yaml', policyOf(READ)));
  const home = await homeWith([denied({ policySet: past.hash, args: { path: '/data/q/x' }, ...over })]);
  await keepPolicySet(home, past);
  addPolicy(home, 'team.yaml', policyOf(...rules));
  return home;
}

const explain = (home: Home, ...words: string[]) => run(home, ['policy', 'explain', ...words]);
const squeezed = (out: string): string[] =>
  out.split('\n').map((line) => line.trimEnd().replaceAll(/(\S) {2,}/g, '$1 | '));

describe('leash policy explain', () => {
  it('shows what was asked, what was recorded, and how each rule of the set fared', async () => {
    const { exitCode, out, err } = await explain(await setUp(), '00:2');
    expect([exitCode, err]).toEqual([0, '']);
    expect(squeezed(out)).toEqual([
      expect.stringMatching(/^entry \| 00:2 \| .* \| \(2025-10-09T08:53:20\.000Z\)$/),
      'asked | default asked fs: tools/call',
      'name | read_file',
      'argument | path = "/data/q/x"',
      '',
      'recorded | deny',
      'reason | no rule allows this',
      expect.stringMatching(/^set \| sha256:[0-9a-f]{64}$/),
      '',
      'by the set that was in force:',
      expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      'team (priority 0)',
      '  misses | allow read',
      '      no | argument `path`: under `/data/p`',
      'default (the floor, asked last)',
      '  DECIDES deny deny-all',
      'outcome | deny',
      'rule | default/deny-all',
      expect.stringMatching(/^reason \| No policy allows this/),
      'nearest | rule `team/read` would allow this if `path` were under `/data/p`',
      expect.stringMatching(/^owasp \| /),
      '',
      '',
    ]);
  });

  it('shows which rule allowed what was allowed', async () => {
    const over = { effect: 'allow', rules: [{ policy: 'team', rule: 'read' }], args: { path: '/data/p/x' } } as const;
    const { exitCode, out } = await explain(await setUp([READ], over), '00:2');
    expect(exitCode).toBe(0);
    expect(squeezed(out)).toEqual(
      expect.arrayContaining(['recorded | allow', 'rule | team/read', '  DECIDES allow read', 'outcome | allow']),
    );
    expect(out).toContain('default (the floor, asked last): not asked, a higher priority has decided');
    expect(out).not.toContain('decides otherwise');
  });

  it('shows the set of then and that of now where they are not the same', async () => {
    const { out } = await explain(await setUp([WRITE]), '00:2');
    const [then = '', now = ''] = out.split('the policies have changed since; by those in force now:');
    expect(then).toContain('by the set that was in force:');
    expect([then.includes('allow read\n'), then.includes('allow write\n')]).toEqual([true, false]);
    expect([now.includes('allow read\n'), now.includes('allow write\n')]).toEqual([false, true]);
  });

  it('shows what others policies would make of it', async () => {
    const home = await setUp();
    const { exitCode, out } = await explain(home, '00:2', '--policy', 'builtin:allow-all');
    expect(exitCode).toBe(0);
    const [then = '', now = ''] = out.split('by those in force now:');
    expect(then).toMatch(/^outcome +deny$/m);
    expect(now).toMatch(/^outcome +allow$/m);
  });

  it('says that the set of then is not kept', async () => {
    const { exitCode, out } = await explain(await setUp([READ], { policySet: `sha256:${'0'.repeat(64)}` }), '00:2');
    expect(exitCode).toBe(0);
    expect(out).toContain('The set that was in force then is not kept here');
    expect(out).not.toContain('by the set that was in force:');
  });

  it('says that the same set decides otherwise today', async () => {
    const { out } = await explain(await setUp([READ], { args: { path: '/data/p/x' } }), '00:2');
    expect(out).toContain('Today the same set decides otherwise');
    expect((await explain(await setUp(), '00:2')).out).not.toContain('decides otherwise');
  });

  it('says what is missing where openings are gone, and guesses no outcome', async () => {
    const home = await setUp();
    rmSync(home.openings, { recursive: true });
    const { exitCode, out } = await explain(home, '00:2');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^missing +an argument was withheld/m);
    expect(out).toContain('It depends on what is not known of the request: no outcome is certain.');
    expect(out).toMatch(/^ {2}unknown +allow read$/m);
    expect(out).not.toMatch(/^outcome/m);
    expect(out).not.toContain('/data/q/x');
  });

  it('says that no policy was asked', async () => {
    const { exitCode, out } = await explain(await setUp([READ], { policySet: null }), '00:2');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^set +no policy was asked$/m);
    expect(out).toContain('The policies did not decide this: Leash did');
    expect(out).not.toContain('DECIDES');
  });

  it('still explains by the set of then where that of now is not valid', async () => {
    const home = await setUp();
    addPolicy(home, 'team.yaml', 'name: team\n');
    const { exitCode, out, err } = await explain(home, '00:2');
    expect(exitCode).toBe(0);
    expect(out).toContain('by the set that was in force:');
    expect(err).toContain('the policies that are in force now are not valid:\n');
    expect(err).toContain('missing `agents`');
  });

  it('prints JSON with stable keys', async () => {
    const ran = await explain(await setUp(), '00:2', '--json');
    expect([ran.exitCode, ran.err]).toEqual([0, '']);
    const json = jsonOf(ran);
    expect(Object.keys(json).sort()).toEqual(
      ['agrees', 'entry', 'fate', 'gap', 'now', 'problem', 'request', 'then'].sort(),
    );
    expect(json).toMatchObject({
      entry: { shard: '00', seq: 2, effect: 'deny' },
      request: { action: 'read_file', args: { path: '/data/q/x' } },
      gap: null,
      fate: 'deny',
      agrees: true,
      now: null,
      then: { decision: { outcome: 'deny' }, trace: { certain: true } },
    });
  });

  it('sends nothing of a log that a terminal obeys', async () => {
    const hostile = { agent: HOSTILE, server: HOSTILE, action: HOSTILE, reason: HOSTILE, args: { [HOSTILE]: HOSTILE } };
    const more = { errors: [HOSTILE], rules: [{ policy: HOSTILE, rule: HOSTILE }] };
    const home = await setUp([READ], { ...hostile, ...more });
    for (const words of [['00:2'], ['00:2', '--json']]) {
      const { exitCode, out } = await explain(home, ...words);
      expect(exitCode).toBe(0);
      expectHarmless(out);
    }
    const resource = { method: 'resources/read', action: null, resource: HOSTILE, args: null };
    expectHarmless((await explain(await setUp([READ], resource), '00:2')).out);
  });
});

describe('leash policy explain --last', () => {
  const seqOf = async (home: Home, ...words: string[]): Promise<unknown> => {
    const { entry } = jsonOf(await explain(home, '--last', '--json', ...words));
    return (entry as { seq: unknown }).seq;
  };

  it('picks the newest decision, of those that fit', async () => {
    const home = await homeWith([denied(), call({ agent: 'b' }), call({ action: 'list', server: 'git' })]);
    expect(await seqOf(home)).toBe(5);
    expect(await seqOf(home, '--agent', 'b')).toBe(3);
    expect(await seqOf(home, '--effect', 'deny')).toBe(2);
    expect(await seqOf(home, '--action', 'read_file', '--server', 'fs', '--effect', 'allow')).toBe(3);
  });

  it('ends with 1 where none fits', async () => {
    for (const home of [emptyHome(), await homeWith([call()])]) {
      const { exitCode, out, err } = await explain(home, '--last', '--agent', 'nobody');
      expect([exitCode, out, err]).toEqual([1, '', 'leash: there is no such decision in the log\n']);
    }
  });
});

describe('leash policy explain with words that are none', () => {
  it('wants an entry or --last, not both and not neither', async () => {
    for (const words of [[], ['00:2', '--last'], ['00:2', '00:3']]) {
      const { exitCode, out } = await explain(emptyHome(), ...words);
      expect([exitCode, out]).toEqual([2, '']);
    }
    expect((await explain(emptyHome())).err).toContain('or --last for the newest decision');
  });

  it.each(['x', '', '42', '00:-1', '../../etc:1', '00:1 OR 1=1', HOSTILE])(
    'refuses %j, which is no entry',
    async (id) => {
      const { exitCode, out, err } = await explain(await setUp(), id);
      expect([exitCode, out]).toEqual([2, '']);
      expect(err).toContain('expected an id or a place such as 00:42');
      expectHarmless(err);
    },
  );

  it('ends with 1 for an event, and for an entry that is not there', async () => {
    const home = await setUp();
    expect(await explain(home, '00:1')).toEqual({
      exitCode: 1,
      out: '',
      err: 'leash: entry 00:1 is no decision; `leash audit show 00:1` shows what it is\n',
    });
    expect(await explain(home, '00:99')).toEqual({ exitCode: 1, out: '', err: 'leash: there is no entry 00:99\n' });
  });

  it('takes an outcome for its decision', async () => {
    const home = await homeWith([call()]);
    expect((await explain(home, '00:3')).out).toMatch(/^entry +00:2 /);
  });

  it('ends with 3 where it cannot know', async () => {
    const home = await setUp();
    await tamper(home, 'DROP TABLE entry; CREATE TABLE entry (seq INTEGER)');
    const { exitCode, out, err } = await explain(home, '00:2');
    expect([exitCode, out]).toEqual([3, '']);
    expect(err).toContain('cannot be read');
  });
});
