import { describe, expect, it } from 'vitest';
import { parameterAt } from '../../scanner/parameters.ts';
import { isPathLike } from '../../scanner/pathLike.ts';

const like = (name: string, child: unknown) =>
  isPathLike(parameterAt({ name, path: [name], child, root: {}, required: false }));
const text = (description = '') => ({ type: 'string', description });

describe('isPathLike', () => {
  it.each([
    ['path', text()],
    ['file_path', text()],
    ['filePaths', { type: 'array' }],
    ['outputDirectory', {}],
    ['path2', text()],
    ['cwd', text()],
    ['file', text()],
    ['file', text('The file to read')],
    ['source', text('Path of the file to move')],
    ['destination', text('Directory to move it to')],
    ['glob', text()],
    ['path', { anyOf: [{ type: 'string' }, { type: 'null' }] }],
  ])('takes `%s` %j for a path', (name, schema) => {
    expect(like(name, schema)).toBe(true);
  });

  it.each([
    ['path', { type: 'boolean' }],
    ['path', { type: 'string', enum: ['a', 'b'] }],
    ['jsonPath', text()],
    ['urlPath', text()],
    ['path', text('JSON path into the answer')],
    ['path', text('Name of the field, in dot notation')],
    ['file', text('Base64 content of the image')],
    ['file', text('Key of the design')],
    ['source', text('Currency to convert from')],
    ['profile', text()],
    ['pathology', text()],
    ['content', text('What to write to the file')],
  ])('takes `%s` %j for none', (name, schema) => {
    expect(like(name, schema)).toBe(false);
  });
});
