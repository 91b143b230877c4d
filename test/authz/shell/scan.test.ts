import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readShell } from '../../../src/authz/shell/acts.ts';
import { scanScript } from '../../../src/authz/shell/scan.ts';
import { Unparsable } from '../../../src/authz/shell/word.ts';
import { tempFolder } from '../../support/tempHome.ts';

describe('scanScript', () => {
  it('gives each command with its source, its words, and what it does with files', () => {
    expect(scanScript('A=1 cat "a b" $c 2> err; ls')).toEqual([
      {
        source: 'A=1 cat "a b" $c 2> err',
        assignments: [{ name: 'A', value: { kind: 'plain', text: '1' } }],
        words: [
          { kind: 'plain', text: 'cat' },
          { kind: 'plain', text: 'a b' },
          { kind: 'expands', source: '$c' },
        ],
        redirections: [{ does: 'writes', target: { kind: 'plain', text: 'err' } }],
      },
      { source: 'ls', assignments: [], words: [{ kind: 'plain', text: 'ls' }], redirections: [] },
    ]);
  });

  it('throws where it is not sure, and quotes nothing of the script', () => {
    expect(() => scanScript("echo 'secret")).toThrow(Unparsable);
    expect(() => scanScript("echo 'secret")).toThrow(/^(?!.*secret)/);
  });

  // The shell itself is the judge: programs that tell that they were run are put in the place of all others.
  it('finds every program that a shell runs', () => {
    const folder = tempFolder();
    const [bin, log, work] = [join(folder, 'bin'), join(folder, 'log'), join(folder, 'work')];
    mkdirSync(bin);
    for (const name of PROGRAMS) {
      writeFileSync(join(bin, name), `#!/bin/sh\necho ${name} >> ${log}\n`, { mode: 0o755 });
    }
    let compared = 0;
    const property = fc.property(fc.array(fc.constantFrom(...PIECES), { minLength: 3, maxLength: 12 }), (pieces) => {
      const script = pieces.join('');
      const reading = readShell(script, '/work');
      if (reading.kind === 'unparsable') return;
      compared += 1;
      for (const path of [log, work]) rmSync(path, { recursive: true, force: true });
      mkdirSync(work);
      spawnSync('/bin/sh', ['-c', script], { cwd: work, env: { PATH: bin }, input: '', timeout: 2000 });
      const ran = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
      const found = reading.acts.map(({ args }) => args['program']);
      // One that an earlier script has left running may tell late.
      expect(ran.filter((name) => name !== '' && script.includes(name) && !found.includes(name))).toEqual([]);
    });
    fc.assert(property, { seed: 11, numRuns: 400 });
    expect(compared).toBeGreaterThan(50);
  });
});

const PROGRAMS = ['aa', 'bb', 'cc'] as const;
const PIECES = [
  ...[
    ...PROGRAMS,
    ...PROGRAMS,
    ' ',
    ' ',
    ';',
    '&&',
    '||',
    '|',
    '\n',
    '\n',
    '(',
    ')',
    '"',
    "'",
    '$(',
    '`',
    '\\',
    '\\\n',
  ],
  ...[
    '<<E',
    "<<'E'",
    '<<-E',
    '\nE\n',
    '>',
    '<',
    '&>',
    '2>&1',
    '#',
    '{',
    '}',
    '${x:-',
    '$x',
    '$',
    '&',
    '=',
    'A=',
    '!',
    '\t',
  ],
  ...[
    'if ',
    'then ',
    'fi',
    'do ',
    'done',
    'for x in ',
    'for x ',
    'while ',
    'case ',
    'in ',
    ';;',
    '[[ ',
    ' ]]',
    'eval ',
  ],
  ...['exec ', 'command ', 'xargs ', 'time '],
];
