import { describe, expect, it } from 'vitest';
import { actsOf, folderIn, shellActs, textIn } from '../../../src/app/hook/call.ts';

describe('actsOf', () => {
  it.each([
    ['Read', { file_path: '/a', limit: 7 }, 'builtin file.read', { path: '/a' }],
    ['Write', { file_path: '/a', content: 'x' }, 'builtin file.write', { path: '/a' }],
    ['Edit', { file_path: '/a', old_string: 'x' }, 'builtin file.write', { path: '/a' }],
    ['NotebookEdit', { notebook_path: '/a' }, 'builtin file.write', { path: '/a' }],
    ['Delete', { path: 'a' }, 'builtin file.write', { path: 'a' }],
    ['WebFetch', { url: 'https://a.example', prompt: 'x' }, 'builtin web.fetch', { url: 'https://a.example' }],
    ['Grep', { pattern: 'x' }, 'builtin Grep', { pattern: 'x' }],
    ['mcp__fs__read_file', { path: '/a' }, 'fs read_file', { path: '/a' }],
    ['MCP:fs:read_file', { path: '/a' }, 'fs read_file', { path: '/a' }],
  ])('says what a call of %s does', (tool, input, want, args) => {
    const acts = actsOf(tool, input, '/work');
    expect(acts?.map(({ server, action }) => `${server} ${action}`)).toEqual([want]);
    expect(acts?.[0]).toMatchObject({ args, cwd: '/work' });
  });

  it.each([
    ['Read', {}],
    ['Read', { file_path: ['/a'] }],
    ['Bash', { command: 7 }],
    ['Bash', 'ls'],
    ['Bash', undefined],
    ['', {}],
  ])('knows nothing of a call of %s with %j', (tool, input) => {
    expect(actsOf(tool, input, '/work')).toBeNull();
  });
});

describe('shellActs', () => {
  it('takes a script apart', () => {
    expect(
      shellActs('ls && rm x > y', '/work').map(({ action, args }) => [action, args['program'] ?? args['path']]),
    ).toEqual([
      ['shell.exec', 'ls'],
      ['file.write', 'y'],
      ['shell.exec', 'rm'],
    ]);
  });

  it('asks about a script as a whole where it cannot, and about one that does nothing', () => {
    expect(shellActs('$X', '/work')).toMatchObject([{ action: 'shell.unparsed', args: { command: '$X' } }]);
    expect(shellActs('# nothing', '/work')).toMatchObject([{ action: 'shell.exec', args: { command: '# nothing' } }]);
  });
});

describe('textIn and folderIn', () => {
  it('read what is there, and nothing that is none', () => {
    const input = { text: 'a', empty: '', number: 7, cwd: '/a', relative: 'a' };
    expect([textIn(input, 'text'), textIn(input, 'empty'), textIn(input, 'number'), textIn(input, 'none')]).toEqual([
      'a',
      null,
      null,
      null,
    ]);
    expect([folderIn(input, 'cwd'), folderIn(input, 'relative'), folderIn(input, 'toString')]).toEqual([
      '/a',
      null,
      null,
    ]);
  });
});
