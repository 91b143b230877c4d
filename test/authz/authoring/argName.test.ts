import { describe, expect, it } from 'vitest';
import { isFreeTextName, isPathName } from '../../../src/authz/authoring/argName.ts';

describe('isPathName', () => {
  it.each(['path', 'filePath', 'file_path', 'Directory', 'output-dir', 'paths', 'cwd', 'targetFile2'])(
    'takes %s for the name of a path',
    (name) => expect(isPathName(name)).toBe(true),
  );

  it.each(['query', 'profile', 'pathology', 'text', '', 'dirty', 'source'])('does not take %s for one', (name) =>
    expect(isPathName(name)).toBe(false),
  );
});

describe('isFreeTextName', () => {
  it.each(['content', 'oldText', 'commit_message', 'query', 'searchQuery'])('takes %s for what people write', (name) =>
    expect(isFreeTextName(name)).toBe(true),
  );

  it.each(['context', 'mode', 'encoding', 'branch', 'q', ''])('does not take %s for that', (name) =>
    expect(isFreeTextName(name)).toBe(false),
  );
});
