import { expect, it } from 'vitest';
import { schemaHtml, textHtml } from '../../src/admin/docsSchema.ts';

it('escapes what is HTML, and shows code as code', () => {
  expect(textHtml('<b a="1">&`x<y`')).toBe('&lt;b a=&quot;1&quot;&gt;&amp;<code>x&lt;y</code>');
});

it('shows types, limits and members', () => {
  const html = schemaHtml(
    {
      type: 'object',
      required: ['name'],
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 5, description: 'its <name>' },
        kind: { enum: ['a', 'b'], default: 'a' },
        list: { type: 'array', items: { $ref: '#/components/schemas/Thing' } },
        maybe: { anyOf: [{ type: 'object', properties: { deep: { type: 'integer', minimum: 0 } } }, { type: 'null' }] },
      },
    },
    { Thing: { type: 'object', properties: { at: { type: 'string', format: 'date-time' } } } },
  );
  for (const part of [
    '1–5 characters',
    'its &lt;name&gt;',
    '&quot;a&quot; | &quot;b&quot;',
    'list of Thing',
    'string (date-time)',
    'object or null',
    'deep',
    'at least 0',
  ]) {
    expect(html).toContain(part);
  }
});

it('ends where schemas lead to themselves', () => {
  const components = { Node: { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } } };
  expect(schemaHtml({ $ref: '#/components/schemas/Node' }, components).length).toBeLessThan(5000);
});
