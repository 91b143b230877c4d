import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { clearGroup, signalGroup } from '../../src/edge/processGroup.ts';
import { eventually, isAlive } from '../app/processes.ts';

/** A leader that leaves at once, and a member of its group that stays. */
async function orphanedGroup(member: string): Promise<{ leader: number; member: number }> {
  const script = `
    const { spawn } = require('node:child_process');
    const member = spawn(process.execPath, ['-e', ${JSON.stringify(member)}], { stdio: ['ignore', 'pipe', 'ignore'] });
    member.stdout.once('data', () => { console.log(member.pid); process.exit(); });`;
  const leader = spawn(process.execPath, ['-e', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(leader.stdout, 'data')) as [Buffer];
  await once(leader, 'exit');
  return { leader: leader.pid ?? 0, member: Number(line.toString()) };
}

const STAYS = 'setInterval(() => {}, 1000); console.log("ready");';

describe.concurrent('clearGroup', () => {
  it('ends what a leader left behind', async () => {
    const { leader, member } = await orphanedGroup(STAYS);
    expect(isAlive(member)).toBe(true);
    await clearGroup(leader);
    await eventually('the member is gone', () => !isAlive(member));
  });

  it('ends a member that ignores SIGTERM', async () => {
    const { leader, member } = await orphanedGroup(`process.on('SIGTERM', () => {}); ${STAYS}`);
    await clearGroup(leader);
    await eventually('the member is gone', () => !isAlive(member));
  });

  it('has nothing to wait for when nobody is left', async () => {
    const alone = spawn(process.execPath, ['-e', ''], { detached: true, stdio: 'ignore' });
    await once(alone, 'exit');
    const leader = alone.pid ?? 0;
    expect(signalGroup(leader, 0)).toBe(false);
    await expect(clearGroup(leader)).resolves.toBeUndefined();
  });
});

describe.concurrent('signalGroup', () => {
  it('reaches the group that the leader names, and not the one it was started from', async () => {
    const leader = spawn(process.execPath, ['-e', STAYS], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
    await once(leader.stdout, 'data');
    expect(signalGroup(leader.pid ?? 0, 0)).toBe(true);
    expect(signalGroup(leader.pid ?? 0, 'SIGKILL')).toBe(true);
    expect(await once(leader, 'exit')).toEqual([null, 'SIGKILL']);
  });
});
