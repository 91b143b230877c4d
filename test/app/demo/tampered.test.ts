import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifyLog } from '../../../src/app/auditVerify.ts';
import { tamperedCopy } from '../../../src/app/demo/tampered.ts';
import type { Home } from '../../../src/edge/home.ts';
import { emptyFolder, filledHome } from '../../cli/home.ts';

let home: Home;
beforeAll(async () => {
  home = await filledHome();
});

const bytesOf = ({ shards }: Home): Buffer => readFileSync(join(shards, '00.db'));

describe('tamperedCopy', () => {
  it('changes the bytes of one entry in a copy, which verification names; the log itself stays as it is', async () => {
    const before = bytesOf(home);
    const forgery = { from: '"tool_name":"write_file"', to: '"tool_name":"white_file"' };
    const copy = tamperedCopy(home, join(emptyFolder(), 'copy'), forgery);
    const changed = [...bytesOf(copy).entries()].filter(([at, byte]) => byte !== before[at]);
    expect(changed).toHaveLength(1);
    const { status, findings } = await verifyLog({ home: copy, key: null, checkpoints: null });
    expect([status, findings.map(({ kind, seq }) => [kind, seq])]).toEqual(['tampered', [['edited', 4]]]);
    expect(bytesOf(home).equals(before)).toBe(true);
    expect((await verifyLog({ home, key: null, checkpoints: null })).status).toBe('verified');
  });

  it('refuses what would move the rest, and what is not there', () => {
    const target = join(emptyFolder(), 'copy');
    expect(() => tamperedCopy(home, target, { from: 'read_file', to: 'read' })).toThrow(RangeError);
    expect(() => tamperedCopy(home, target, { from: '"no_such_tool"', to: '"no_such_toll"' })).toThrow(
      expect.objectContaining({ code: 'ERR_LOG_UNAVAILABLE' }),
    );
  });
});
