import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { starterFor, writeStarter } from '../../../src/app/scan/starter.ts';
import { validatePolicies } from '../../../src/app/policies.ts';
import { tool } from '../../pins/support.ts';
import { tempFolder, tempHome } from '../../support/tempHome.ts';
import { scannedServer } from './scannedServer.ts';

const READ = tool('read_file', 'Reads a file.', {
  inputSchema: { type: 'object', properties: { path: { type: 'string' } } },
});
const started = (...args: readonly string[]) => ({ kind: 'command', command: 'npx', args }) as const;

describe('starterFor', () => {
  it('bounds paths to the directories that the server was given', () => {
    const folder = tempFolder();
    const text = starterFor(scannedServer([READ], { upstream: started('-y', 'srv', folder, '/nonexistent/x') }), 'ask');
    expect(text).toContain(`under: ["${folder}"]`);
    expect(text).not.toContain('nonexistent');
  });

  it('takes a folder that was given from here for that folder', () => {
    const folder = tempFolder();
    expect(starterFor(scannedServer([READ], { upstream: started('srv', '.') }), 'ask', folder)).toContain(
      `under: ["${folder}"]`,
    );
  });

  it.each(['ask', 'observe', 'deny'] as const)('is valid, whatever becomes of medium risk: %s', async (mode) => {
    const home = tempHome();
    const tools = [
      READ,
      tool('write_note', 'Writes a note.'),
      tool('delete_all', 'Deletes everything.'),
      tool('odd"name: {x}'),
    ];
    const path = await writeStarter(home, 'srv', starterFor(scannedServer(tools), mode), null);
    const { problems } = await validatePolicies({ given: [path], folder: home.policies });
    expect(problems).toEqual([]);
  });
});

describe('writeStarter', () => {
  it('writes into the policies of the home, or where it is told to', async () => {
    const home = tempHome();
    expect(await writeStarter(home, 'srv', 'x', null)).toBe(join(home.policies, 'starter-srv.yaml'));
    const path = join(tempFolder(), 'deep/er/mine.yaml');
    expect(await writeStarter(home, 'srv', 'y', path)).toBe(path);
    expect(readFileSync(path, 'utf8')).toBe('y');
  });

  it('never takes the place of a file that is there', async () => {
    const path = join(tempFolder(), 'mine.yaml');
    writeFileSync(path, 'mine');
    await expect(writeStarter(tempHome(), 'srv', 'x', path)).rejects.toMatchObject({ code: 'ERR_USAGE' });
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it('says where it cannot write', async () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    const path = join(file, 'mine.yaml');
    await expect(writeStarter(tempHome(), 'srv', 'x', path)).rejects.toMatchObject({ code: 'ERR_SCAN_FAILED' });
    expect(existsSync(path)).toBe(false);
  });
});
