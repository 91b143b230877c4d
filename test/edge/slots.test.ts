import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { claimIndex, claimSlot } from '../../src/edge/slots.ts';
import { buildProgram, start } from '../support/programs.ts';
import { tempHome } from '../support/tempHome.ts';

describe('claimSlot', () => {
  it('gives each claimant a slot of its own, the lowest that is free', async () => {
    const home = tempHome();
    const slots = [await claimSlot(home), await claimSlot(home), await claimSlot(home)];
    expect(slots.map((slot) => slot.name)).toEqual(['00', '01', '02']);
    await slots[1]?.release();
    const again = await claimSlot(home);
    expect(again.name).toBe('01');
    for (const slot of [slots[0], slots[2], again]) await slot?.release();
  });

  it('gives claimants that come all at once different slots', async () => {
    const home = tempHome();
    const slots = await Promise.all(Array.from({ length: 12 }, () => claimSlot(home)));
    expect(new Set(slots.map((slot) => slot.name)).size).toBe(12);
    await Promise.all(slots.map((slot) => slot.release()));
  });

  it('starts where it is told to', async () => {
    const slot = await claimSlot(tempHome(), 100);
    expect(slot).toMatchObject({ name: '100', number: 100 });
    await slot.release();
  });

  it('takes back at once what a killed process held', async () => {
    const home = tempHome();
    const writer = start(await buildProgram('loggers/writer'), [home.root]);
    expect(await writer.line((line) => line.startsWith('open'))).toBe('open 00');
    const beside = await claimSlot(home);
    expect(beside.name).toBe('01');
    writer.kill('SIGKILL');
    await writer.end;
    const after = await claimSlot(home);
    expect(after.name).toBe('00');
    await beside.release();
    await after.release();
  });

  it('passes over a lock file that is something else, and leaves it as it is', async () => {
    const home = tempHome();
    writeFileSync(
      join(home.shards, '00.lock'),
      'not a lock of ours, and long enough to be read as a header'.repeat(20),
    );
    const slot = await claimSlot(home);
    expect(slot.name).toBe('01');
    expect(readFileSync(join(home.shards, '00.lock'), 'utf8')).toContain('not a lock of ours');
    await slot.release();
  });

  it('says so when no lock can be made', async () => {
    const home = tempHome();
    mkdirSync(join(home.shards, '00.lock'));
    await expect(claimSlot(home)).rejects.toMatchObject({ code: 'ERR_LOG_UNAVAILABLE' });
  });
});

describe('claimIndex', () => {
  it('waits for who holds it', async () => {
    const home = tempHome();
    const first = await claimIndex(home, 0);
    const second = claimIndex(home, 10_000);
    await first?.release();
    const lock = await second;
    expect(lock?.name).toBe('index');
    await lock?.release();
  });

  it('gives up when its time is over', async () => {
    const home = tempHome();
    const first = await claimIndex(home, 0);
    expect(await claimIndex(home, 0)).toBeNull();
    await first?.release();
  });
});
