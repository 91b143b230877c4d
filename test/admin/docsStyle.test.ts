import { expect, it } from 'vitest';
import { DOCS_STYLE } from '../../src/admin/docsStyle.ts';

it('loads nothing, and closes what it opens', () => {
  expect(DOCS_STYLE).not.toMatch(/url\(|@import|</);
  expect(DOCS_STYLE.split('{').length).toBe(DOCS_STYLE.split('}').length);
});
