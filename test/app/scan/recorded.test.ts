import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordedListings } from '../../../src/app/scan/recorded.ts';
import { tempFolder } from '../../support/tempHome.ts';

function file(text: string, name = 'weather.json'): string {
  const path = join(tempFolder(), name);
  writeFileSync(path, text);
  return path;
}

const names = async (text: string, name: string | null = null): Promise<string[]> =>
  (await recordedListings(file(text), name)).map((listing) => `${listing.name}:${listing.tools.length}`);

describe('recordedListings', () => {
  it.each([
    ['a result', '{"tools":[{"name":"a"}]}', ['weather:1']],
    ['a whole response', '{"jsonrpc":"2.0","id":1,"result":{"tools":[]}}', ['weather:0']],
    ['several servers', '{"servers":{"a":{"tools":[]},"b":{"tools":[{}]}}}', ['a:0', 'b:1']],
    ['a file with a byte order mark', '\uFEFF{"tools":[]}', ['weather:0']],
  ])('reads %s', async (_, text, found) => {
    expect(await names(text)).toEqual(found);
  });

  it('calls a server what it is told to', async () => {
    expect(await names('{"tools":[]}', 'mine')).toEqual(['mine:0']);
  });

  it.each([
    ['no JSON', '{'],
    ['no list', '{"servers":[]}'],
    ['a server without tools', '{"servers":{"a":{}}}'],
    ['a nest that is too deep', `{"tools":${'['.repeat(5000)}${']'.repeat(5000)}}`],
  ])('refuses %s', async (_, text) => {
    await expect(names(text)).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });

  it('refuses a file that is not there, and a folder', async () => {
    await expect(recordedListings('/nonexistent.json', null)).rejects.toMatchObject({ code: 'ERR_USAGE' });
    await expect(recordedListings(tempFolder(), null)).rejects.toMatchObject({ code: 'ERR_USAGE' });
  });
});
