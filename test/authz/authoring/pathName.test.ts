import { describe, expect, it } from 'vitest';
import { isPathName } from '../../../src/authz/authoring/pathName.ts';

describe('isPathName', () => {
  it.each(['path', 'filePath', 'file_path', 'Directory', 'output-dir', 'paths', 'cwd', 'targetFile2'])(
    'takes %s for the name of a path',
    (name) => expect(isPathName(name)).toBe(true),
  );

  it.each(['query', 'profile', 'pathology', 'text', '', 'dirty', 'source'])('does not take %s for one', (name) =>
    expect(isPathName(name)).toBe(false),
  );
});
