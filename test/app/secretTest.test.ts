import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSecretTest } from '../../src/app/secretTest.ts';
import { commit } from '../../src/audit/disclosure.ts';
import { decision, recorded } from '../support/drafts.ts';
import { openLog } from '../support/logs.ts';
import { tempHome } from '../support/tempHome.ts';

const SALT = new Uint8Array(16);
const TOKEN = `ghp_${'a1B2c3D4e5'.repeat(3)}f6G7h8`;

describe('loadSecretTest', () => {
  it('tells an opening that reveals a secret from one that does not, and takes what it cannot read for one', async () => {
    const isSecret = await loadSecretTest();
    expect(isSecret(commit(SALT, '/text', `token ${TOKEN}`, 1000).disclosure)).toBe(true);
    expect(isSecret(commit(SALT, '/path', '/data/readme.md', 1000).disclosure)).toBe(false);
    expect(isSecret('no disclosure')).toBe(true);
  });

  it('keeps a secret out of what is kept beside the log, and all else of the call in it', async () => {
    const home = tempHome();
    const log = await openLog(home);
    await recorded(log, decision({ args: { path: '/data/a.txt', note: `use ${TOKEN} for it` } }));
    await log.close();
    const [day = ''] = readdirSync(join(home.openings, '00'));
    const kept = readFileSync(join(home.openings, '00', day), 'utf8');
    const disclosures = [...kept.matchAll(/"([\w-]{40,})"/g)].map(([, text = '']) =>
      Buffer.from(text, 'base64url').toString(),
    );
    expect(disclosures).toEqual([expect.stringContaining('/data/a.txt')]);
  });
});
