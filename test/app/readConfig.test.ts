import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { DEFAULT_CONFIG } from '../../src/app/config.ts';
import { readConfig } from '../../src/app/readConfig.ts';
import { locateHome, type Home } from '../../src/edge/home.ts';
import { tempFolder, tempHome } from '../support/tempHome.ts';

function homeWith(config: string | Buffer): { home: Home; file: string } {
  const home = tempHome();
  const file = join(home.root, 'config.yaml');
  writeFileSync(file, config);
  return { home, file };
}

const defaults = { config: DEFAULT_CONFIG, problems: [] };

describe('readConfig', () => {
  it('reads the settings of a home', () => {
    expect(readConfig(homeWith('list: all\naudit: { durability: process }\n').home)).toEqual({
      config: { ...DEFAULT_CONFIG, list: 'all', durability: 'process' },
      problems: [],
    });
  });

  it.each([
    ['is empty', ''],
    ['is blank', '\n \n\t\r\n'],
    ['has every setting commented out', '# list: all\n\n  # audit:\r\n'],
    ['begins with a byte order mark', '\uFEFF# list: all\n'],
  ])('takes the defaults where the file %s', (_, text) => {
    expect(readConfig(homeWith(text).home)).toEqual(defaults);
  });

  it('takes the defaults where there is no file, and where there is no home', () => {
    expect(readConfig(tempHome())).toEqual(defaults);
    expect(readConfig(locateHome(join(tempFolder(), 'none'), {}))).toEqual(defaults);
  });

  it('names every problem at its spot, and then takes no setting of the file', () => {
    const { home, file } = homeWith('list: all\nlst: all\nmax_depth: x\n');
    expect(readConfig(home)).toEqual({
      config: DEFAULT_CONFIG,
      problems: [
        `${file}:2:1: unknown setting \`lst\`, did you mean \`list\`?`,
        `${file}:3:12: \`max_depth\` takes a whole number from 8 to 1000`,
      ],
    });
  });

  it.each([
    ['is no YAML', 'list: [all'],
    ['says something twice', 'list: all\nlist: filter\n'],
    ['is a list', '- list\n'],
    ['holds two documents', 'list: all\n---\nlist: filter\n'],
    ['is not UTF-8', Buffer.from([0x6c, 0xff, 0x3a])],
    ['hides a setting behind a comment of another kind', '// list: all\n'],
  ])('has a problem where the file %s', (_, text) => {
    const { config, problems } = readConfig(homeWith(text).home);
    expect(config).toBe(DEFAULT_CONFIG);
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toMatch(/config\.yaml:\d+:\d+: /);
  });

  it('has a problem where the file cannot be read', () => {
    const home = tempHome();
    mkdirSync(join(home.root, 'config.yaml'));
    const { config, problems } = readConfig(home);
    expect(config).toBe(DEFAULT_CONFIG);
    expect(problems).toEqual([expect.stringMatching(/config\.yaml cannot be read \(/)]);
  });
});
