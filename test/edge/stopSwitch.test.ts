import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStopSwitch, releaseStopSwitch, throwStopSwitch } from '../../src/edge/stopSwitch.ts';
import { tempHome } from '../support/tempHome.ts';

describe('the stop switch', () => {
  it('is thrown with a reason, read, and released', async () => {
    const home = tempHome();
    expect(await readStopSwitch(home)).toBeNull();
    await throwStopSwitch(home, { reason: 'an incident', at: 1_760_000_000_000 });
    expect(await readStopSwitch(home)).toEqual({ reason: 'an incident', at: 1_760_000_000_000 });
    expect(await releaseStopSwitch(home)).toBe(true);
    expect(await readStopSwitch(home)).toBeNull();
    expect(await releaseStopSwitch(home)).toBe(false);
  });

  it.each(['', 'null', '{', '{"reason": 7}', '[]', '\u0000'])(
    'counts as thrown whatever it holds: %j',
    async (text) => {
      const home = tempHome();
      writeFileSync(join(home.root, 'stopped.json'), text);
      expect(await readStopSwitch(home)).not.toBeNull();
    },
  );

  it('counts as thrown where it cannot be read at all', async () => {
    const home = tempHome();
    mkdirSync(join(home.root, 'stopped.json'));
    expect((await readStopSwitch(home))?.reason).toContain('cannot be read');
  });
});
