import { appendFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import type { ShownEntry } from '../../src/app/auditShow.ts';
import { showEntry } from '../../src/app/auditShow.ts';
import type { Receipt } from '../../src/audit/entry.ts';
import type { Home } from '../../src/edge/home.ts';
import { decision, outcome, recorded } from '../support/drafts.ts';
import { openLog } from '../support/logs.ts';
import { tamper } from '../support/shards.ts';
import { tempHome } from '../support/tempHome.ts';

const ARGS = { path: '/data/a.txt', password: 'hunter2', lines: [1, 2.5] };

async function logged(): Promise<{ home: Home; receipt: Receipt }> {
  const home = tempHome();
  const log = await openLog(home);
  const receipt = await recorded(log, decision({ args: ARGS }));
  log.note(outcome(receipt));
  await log.close();
  return { home, receipt };
}

async function shown(home: Home, id: string): Promise<ShownEntry> {
  const result = await showEntry(home, id);
  if (result.kind !== 'found') throw new Error(result.kind);
  return result.shown;
}

describe('showEntry', () => {
  it('finds an entry by its record id and by its place', async () => {
    const { home, receipt } = await logged();
    const byId = await shown(home, receipt.recordId);
    expect(byId.line).toMatchObject({ shard: '00', seq: 1, entry: { record_id: receipt.recordId } });
    expect(await shown(home, '00:1')).toEqual(byId);
    expect(await shown(home, receipt.recordId.toUpperCase())).toEqual(byId);
    expect(await shown(home, 'index:1')).toMatchObject({ line: { action: 'shard_checkpoint' } });
  });

  it('reveals the arguments, but not what is named as a credential', async () => {
    const { home } = await logged();
    const { opened, bytes } = await shown(home, '00:1');
    expect(opened?.opened).toEqual([
      { path: '/path', value: '/data/a.txt', kind: 'value' },
      { path: '/lines/0', value: 1, kind: 'value' },
      { path: '/lines/1', value: 2.5, kind: 'value' },
    ]);
    expect(opened).toMatchObject({ hidden: 1, unmatched: 0 });
    expect(bytes).not.toContain('hunter2');
    expect(bytes).not.toContain('/data/a.txt');
  });

  it('shows the outcome of a decision, and the decision of an outcome', async () => {
    const { home } = await logged();
    const call = await shown(home, '00:1');
    expect(call.line.outcome).toMatchObject({ leash: { effect: 'success' } });
    expect(call.outcomeOpened?.opened).toMatchObject([{ path: 'result', kind: 'hash', value: { bytes: 14 } }]);
    expect(call.decision).toBeNull();
    expect((await shown(home, '00:2')).decision).toMatchObject({ seq: 1, effect: 'allow' });
  });

  it('reveals nothing once the openings are erased', async () => {
    const { home } = await logged();
    rmSync(join(home.openings, '00'), { recursive: true });
    const { opened } = await shown(home, '00:1');
    expect(opened).toEqual({ opened: [], hidden: 4, unmatched: 0 });
  });

  it('reveals nothing that the entry did not commit to', async () => {
    const { home } = await logged();
    const [day = ''] = readdirSync(join(home.openings, '00'));
    const path = join(home.openings, '00', day);
    const forged = Buffer.from(JSON.stringify(['AAAAAAAAAAAAAAAAAAAAAA', '/path', '/etc/passwd'])).toString(
      'base64url',
    );
    const line = JSON.stringify({ seq: 1, record_id: 'x', disclosures: [forged] });
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, `${line}\n`);
    expect((await shown(home, '00:1')).opened).toEqual({ opened: [], hidden: 4, unmatched: 1 });
    writeFileSync(path, before);
    appendFileSync(path, `${line}\n`);
    expect((await shown(home, '00:1')).opened).toMatchObject({ hidden: 1, unmatched: 0 });
  });

  it('shows an entry that was damaged as what it is', async () => {
    const { home } = await logged();
    await tamper(home, "UPDATE entry SET bytes = 'damaged' WHERE seq = 1");
    expect(await shown(home, '00:1')).toMatchObject({ bytes: 'damaged', opened: null, line: { entry: null } });
  });

  it.each(['00:99', '07:0', 'index:99', '01890a5d-ac96-774b-bcce-b302099a8057'])(
    'finds nothing under %s',
    async (id) => {
      const { home } = await logged();
      expect(await showEntry(home, id)).toEqual({ kind: 'not-found', unreadable: [] });
    },
  );

  it.each(['', '00', 'x:1', '../keys:1', '00:-1', '00:1e3', '01890a5d-ac96-474b-bcce-b302099a8057', '%00'])(
    'takes no %j for an id',
    async (id) => {
      expect(await showEntry(tempHome(), id)).toEqual({ kind: 'no-id' });
    },
  );
});
