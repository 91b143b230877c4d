import { expect, it } from 'vitest';
import { EXPORT_FORMATS, exportFormats } from '../../../src/app/auditExport/formats.ts';
import { callEntry, eventEntry } from './entries.ts';

it.each(EXPORT_FORMATS)('%s gives one line for a call, with its break', (format) => {
  const { head, line } = exportFormats[format];
  expect(line(callEntry('files/read_file'))).toMatch(/^[^\n]+\n$/);
  expect(head ?? '\n').toMatch(/\n$/);
});

it('leaves events out of what has no words for them', () => {
  const lines = EXPORT_FORMATS.map((format) => exportFormats[format].line(eventEntry('session_start')) === null);
  expect(lines).toEqual([false, false, true, false]);
});
