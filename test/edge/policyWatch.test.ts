import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PolicySet } from '../../src/authz/compile.ts';
import { loadPolicySet } from '../../src/edge/policyFile.ts';
import { signatureOf } from '../../src/edge/policyFiles.ts';
import { watchPolicies } from '../../src/edge/policyWatch.ts';
import { LeashError } from '../../src/errors.ts';
import { requestOf } from '../support/policyOf.ts';
import { tempFolder } from '../support/tempHome.ts';

const environment = { cwd: '/data', home: '/home/ada', realpath: null };
const policy = (effect: string): string =>
  `name: p\nagents: ["*"]\nrules:\n  - { action: read, effect: ${effect}, reason: r }\n`;

/** A watcher whose polls are made by hand, and what it told: an outcome, or the code of an error. */
async function watch(given: readonly string[], folder = '/nowhere') {
  const sources = { given, folder };
  const told: string[] = [];
  const seen = await signatureOf(sources);
  const inForce = await loadPolicySet(sources, environment).then(
    ({ hash }) => hash,
    () => null,
  );
  let poll = (): Promise<void> => Promise.resolve();
  let isStopped = false;
  const watcher = watchPolicies({
    sources,
    environment,
    seen,
    inForce,
    onChange: (result) => told.push(result instanceof LeashError ? result.code : outcome(result)),
    schedule(each) {
      poll = each;
      return () => (isStopped = true);
    },
  });
  return {
    told,
    poll: () => poll(),
    /** Two polls: one notices, the next sees that nothing moves any more. */
    async settle(): Promise<string[]> {
      await poll();
      await poll();
      return told.splice(0);
    },
    close(): boolean {
      watcher.close();
      return isStopped;
    },
  };
}

function outcome(set: PolicySet): string {
  return set.authorizerFor({ agent: 'a', server: 's', observe: false }).authorize(requestOf()).outcome;
}

/** Writes as an editor does that cares: all at once. */
function save(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

describe('watchPolicies', () => {
  it('tells a change, once', async () => {
    const path = join(tempFolder(), 'p.yaml');
    save(path, policy('allow'));
    const watcher = await watch([path]);
    expect(await watcher.settle()).toEqual([]);
    save(path, policy('deny'));
    expect(await watcher.settle()).toEqual(['deny']);
    expect(await watcher.settle()).toEqual([]);
  });

  it('tells nothing where a change changes nothing', async () => {
    const path = join(tempFolder(), 'p.yaml');
    save(path, policy('allow'));
    const watcher = await watch([path]);
    save(path, `# a comment\n${policy('allow')}`);
    expect(await watcher.settle()).toEqual([]);
  });

  it('tells an invalid state once, and the next valid one even if it is as before', async () => {
    const path = join(tempFolder(), 'p.yaml');
    save(path, policy('allow'));
    const watcher = await watch([path]);
    save(path, policy('alow'));
    expect(await watcher.settle()).toEqual(['ERR_POLICY_INVALID']);
    expect(await watcher.settle()).toEqual([]);
    save(path, policy('allow'));
    expect(await watcher.settle()).toEqual(['allow']);
  });

  it('waits until files stand still: a file saved in halves, a file between deletion and replacement', async () => {
    const folder = tempFolder();
    const path = join(folder, 'p.yaml');
    save(path, policy('deny'));
    save(join(folder, 'q.yaml'), policy('allow').replace('name: p', 'name: q'));
    const watcher = await watch([], folder);
    writeFileSync(path, 'name: p\nagents: ["*"]\nru');
    await watcher.poll();
    writeFileSync(path, `${policy('deny')}# more\n`);
    await watcher.poll();
    // Without this file, everything would be allowed for a moment.
    rmSync(path);
    await watcher.poll();
    save(path, policy('deny'));
    await watcher.poll();
    expect(watcher.told).toEqual([]);
    expect(await watcher.settle()).toEqual([]);
  });

  it('takes the deletion of a file that was given for a mistake', async () => {
    const path = join(tempFolder(), 'p.yaml');
    save(path, policy('allow'));
    const watcher = await watch([path]);
    rmSync(path);
    expect(await watcher.settle()).toEqual(['ERR_POLICY_INVALID']);
    save(path, policy('allow'));
    expect(await watcher.settle()).toEqual(['allow']);
  });

  it('takes the deletion of a file in the default folder for the end of its policy', async () => {
    const folder = tempFolder();
    save(join(folder, 'p.yaml'), policy('allow'));
    const watcher = await watch([], folder);
    rmSync(join(folder, 'p.yaml'));
    expect(await watcher.settle()).toEqual(['deny']);
  });

  it('notices a default folder that comes to be', async () => {
    const folder = join(tempFolder(), 'policies');
    const watcher = await watch([], folder);
    mkdirSync(folder, { mode: 0o700 });
    save(join(folder, 'p.yaml'), policy('allow'));
    expect(await watcher.settle()).toEqual(['allow']);
  });

  it('notices a file that became safe', async () => {
    const folder = join(tempFolder(), 'open');
    mkdirSync(folder, { mode: 0o755 });
    const path = join(folder, 'p.yaml');
    save(path, policy('allow'));
    chmodSync(path, 0o666);
    const watcher = await watch([path]);
    expect(await watcher.settle()).toEqual([]);
    chmodSync(path, 0o644);
    expect(await watcher.settle()).toEqual(['allow']);
    chmodSync(path, 0o666);
    expect(await watcher.settle()).toEqual(['ERR_POLICY_INVALID']);
  });

  it('looks once at a time', async () => {
    const path = join(tempFolder(), 'p.yaml');
    save(path, policy('allow'));
    const watcher = await watch([path]);
    save(path, policy('deny'));
    await watcher.poll();
    await Promise.all([watcher.poll(), watcher.poll(), watcher.poll()]);
    expect(watcher.told).toEqual(['deny']);
  });

  it('tells nothing any more after it is closed', async () => {
    const path = join(tempFolder(), 'p.yaml');
    save(path, policy('allow'));
    const watcher = await watch([path]);
    save(path, policy('deny'));
    await watcher.poll();
    const last = watcher.poll();
    expect(watcher.close()).toBe(true);
    await last;
    expect(watcher.told).toEqual([]);
    expect(await watcher.settle()).toEqual([]);
  });

  it('notices changes by itself within a second', async () => {
    const path = join(tempFolder(), 'p.yaml');
    save(path, policy('allow'));
    const sources = { given: [path], folder: '' };
    const seen = await signatureOf(sources);
    const { hash: inForce } = await loadPolicySet(sources, environment);
    const result = await new Promise<PolicySet | LeashError>((onChange) => {
      const watcher = watchPolicies({
        sources,
        environment,
        seen,
        inForce,
        onChange(change) {
          watcher.close();
          onChange(change);
        },
      });
      // The watcher's timer does not keep a process alive; this test has to.
      save(path, policy('deny'));
    });
    expect(result instanceof LeashError ? result.code : outcome(result)).toBe('deny');
  });
});
