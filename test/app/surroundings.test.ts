import { mkdirSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { surroundings } from '../../src/app/surroundings.ts';
import { tempFolder } from '../support/tempHome.ts';

describe('surroundings', () => {
  it('are those of the session, or the others where it recorded none', () => {
    const around = surroundings('/otherwise');
    expect([around('/data').cwd, around(null).cwd]).toEqual(['/data', '/otherwise']);
  });

  it('look up a link once, and tell all sessions the same', () => {
    const folder = tempFolder();
    const [link, one] = [join(folder, 'link'), join(folder, 'one')];
    mkdirSync(one);
    symlinkSync(one, link);
    const around = surroundings('/');
    const before = around('/a').realpath?.(link);
    unlinkSync(link);
    expect(around('/b').realpath?.(link)).toBe(before);
    expect(surroundings('/')(null).realpath?.(link)).toBeNull();
  });

  it('go on telling that something cannot be told', () => {
    const folder = tempFolder();
    symlinkSync(join(folder, 'loop'), join(folder, 'loop'));
    const { realpath } = surroundings('/')(null);
    for (let i = 0; i < 2; i++) expect(() => realpath?.(join(folder, 'loop'))).toThrow();
  });
});
