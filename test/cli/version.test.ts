import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { VERSION } from '../../src/cli/version.ts';

describe('VERSION', () => {
  it('is that of the package', () => {
    const text = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ version: VERSION });
  });
});
