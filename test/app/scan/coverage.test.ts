import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../../src/app/scan/coverage.ts';
import { tool } from '../../pins/support.ts';
import { tempHome } from '../../support/tempHome.ts';
import { scannedServer } from './scannedServer.ts';

const scanned = scannedServer([tool('read'), tool('write')]);
const policy = (effect: string): string =>
  `name: mine\nagents: ["*"]\nrules:\n  - { action: read, effect: ${effect}, reason: it is a test }\n`;

describe('coverageOf', () => {
  it('says which tools the policies could allow', async () => {
    const home = tempHome();
    expect(await coverageOf(home, scanned)).toEqual([false, false]);
    writeFileSync(join(home.policies, 'mine.yaml'), policy('allow'));
    expect(await coverageOf(home, scanned)).toEqual([true, false]);
  });

  it('says nothing where they do not validate', async () => {
    const home = tempHome();
    writeFileSync(join(home.policies, 'mine.yaml'), policy('alow'));
    expect(await coverageOf(home, scanned)).toBeNull();
  });
});
