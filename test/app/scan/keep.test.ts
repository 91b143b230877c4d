import { describe, expect, it } from 'vitest';
import { queryLog } from '../../../src/app/auditQuery.ts';
import { openPins } from '../../../src/app/pins.ts';
import { keepScanned } from '../../../src/app/scan/keep.ts';
import { DEFAULT_PIN_SETTINGS } from '../../../src/pins/settings.ts';
import { HERE, page, tool } from '../../pins/support.ts';
import { tempHome } from '../../support/tempHome.ts';
import { PULLED } from '../pinSupport.ts';
import { scannedServer } from './scannedServer.ts';

const READ = tool('read');

describe('keepScanned', () => {
  it('pins what was scanned as the proxy would, and the log says so', async () => {
    const home = tempHome();
    const scanned = scannedServer([READ, PULLED, { description: 'no name' }], { instructions: 'Be brief.' });
    expect(await keepScanned(home, [scanned])).toEqual([{ server: 'srv', pinned: 2, waiting: 1 }]);
    const pins = await openPins({
      home,
      server: 'srv',
      identity: HERE,
      settings: DEFAULT_PIN_SETTINGS,
      observe: false,
      now: Date.now,
      alert: () => undefined,
    });
    const { inventory } = pins.open();
    expect(inventory.look(page(READ, PULLED)).map(({ kind }) => kind)).toEqual(['shown', 'withheld']);
    expect(inventory.isUnsettled).toBe(false);
    const { lines } = await queryLog(home, { limit: 100 });
    expect(lines.filter(({ action }) => action === 'tool_pinned')).toHaveLength(2);
  });

  it('holds a server to what it was when it was kept before', async () => {
    const home = tempHome();
    await keepScanned(home, [scannedServer([READ])]);
    expect(await keepScanned(home, [scannedServer([tool('read', 'Reads all.')])])).toEqual([
      { server: 'srv', pinned: 0, waiting: 1 },
    ]);
  });

  it('keeps nothing of what was recorded elsewhere', async () => {
    const home = tempHome();
    expect(await keepScanned(home, [scannedServer([READ], { identity: null })])).toEqual([]);
  });
});
