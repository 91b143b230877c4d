import { expect, it } from 'vitest';
import { callEntry } from './entries.ts';

it('names the place by what the entry says', () => {
  expect(callEntry('files/read_file')).toMatchObject({ place: '00:1', columns: { action: 'read_file' } });
});
