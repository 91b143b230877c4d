import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, renameSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPolicyFiles, readPolicyFile, signatureOf } from '../../src/edge/policyFiles.ts';
import { MAX_SOURCE_BYTES } from '../../src/edge/yamlSource.ts';
import { tempFolder } from '../support/tempHome.ts';

async function problemWith(path: string): Promise<string | null> {
  const read = await readPolicyFile({ path, isBuiltin: false });
  return 'problem' in read ? read.problem.message : null;
}

/** A folder that others can enter, as most are. */
function openFolder(): string {
  const folder = join(tempFolder(), 'open');
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  return folder;
}

function file(folder: string, name: string, mode = 0o644): string {
  const path = join(folder, name);
  writeFileSync(path, 'name: x\n');
  chmodSync(path, mode);
  return path;
}

const asRoot = process.getuid?.() === 0;

describe('findPolicyFiles', () => {
  it('takes the YAML files of the default folder, in order, hidden and other files left out', async () => {
    const folder = openFolder();
    for (const name of ['b.yml', 'a.yaml', '.hidden.yaml', 'a.yaml~', 'README.md', 'c.yaml.bak', '.yaml'])
      file(folder, name);
    const { files, problems } = await findPolicyFiles({ given: [], folder });
    expect(files.map(({ path }) => path)).toEqual([join(folder, 'a.yaml'), join(folder, 'b.yml')]);
    expect(problems).toEqual([]);
  });

  it.each([['missing'], ['empty']])('takes a default folder that is %s for no policies', async (kind) => {
    const folder = kind === 'missing' ? join(openFolder(), 'none') : openFolder();
    expect(await findPolicyFiles({ given: [], folder })).toEqual({ files: [], problems: [] });
  });

  it('takes what is given instead, each once', async () => {
    const folder = openFolder();
    const path = file(folder, 'a.yaml');
    const odd = file(folder, 'policy.txt');
    const { files, problems } = await findPolicyFiles({
      given: [folder, path, odd, 'builtin:observe'],
      folder: '/nowhere',
    });
    expect(problems).toEqual([]);
    expect(files).toEqual([
      { path, isBuiltin: false },
      { path: odd, isBuiltin: false },
      { path: expect.stringMatching(/policies.observe\.yaml$/) as string, isBuiltin: true },
    ]);
  });

  it.each([
    ['a missing path', () => '/nowhere/x.yaml', 'cannot be read: no such file or folder'],
    ['an empty folder', () => openFolder(), 'no policies (`*.yaml`, `*.yml`) in this folder'],
    [
      'a built-in that is misspelt',
      () => 'builtin:readonly',
      'no policy of that name is built in, did you mean `read-only`?',
    ],
    [
      'a built-in that climbs',
      () => 'builtin:../package',
      'no policy of that name is built in, expected one of `builtin:allow-all`, `builtin:ask-before-write`, `builtin:coding-agent`, `builtin:default`, `builtin:observe`, `builtin:openclaw`, `builtin:read-only`, `builtin:untrusted-content`',
    ],
  ])('reports %s that was given', async (_, make, message) => {
    const given = make();
    expect(await findPolicyFiles({ given: [given], folder: '/nowhere' })).toEqual({
      files: [],
      problems: [{ file: given, at: { line: 1, column: 1 }, message }],
    });
  });

  it('reports a folder in which others can put files', async () => {
    const folder = openFolder();
    chmodSync(folder, 0o777);
    const { problems } = await findPolicyFiles({ given: [], folder });
    // Nobody else can enter the folder around it.
    expect(problems).toEqual([]);
    const inner = join(folder, 'inner');
    mkdirSync(inner);
    chmodSync(inner, 0o777);
    expect((await findPolicyFiles({ given: [], folder: inner })).problems).toMatchObject([
      { file: inner, message: `can be changed by other users; run: chmod go-w ${inner}` },
    ]);
  });
});

describe('readPolicyFile', () => {
  it('reads a file that only its owner can change', async () => {
    const read = await readPolicyFile({ path: file(openFolder(), 'a.yaml'), isBuiltin: false });
    expect('bytes' in read ? Buffer.from(read.bytes).toString() : read).toBe('name: x\n');
  });

  it.each([0o646, 0o666])('refuses a file of mode %o, and names the command that helps', async (mode) => {
    const path = file(openFolder(), "it's a.yaml", mode);
    const quoted = `'${path.replace("'", String.raw`'\''`)}'`;
    expect(await problemWith(path)).toBe(`can be changed by other users; run: chmod go-w ${quoted}`);
  });

  it("accepts a file that the user's own group can change, and none that another group can", async () => {
    const path = file(openFolder(), 'a.yaml', 0o664);
    const self = process.getuid?.() ?? -1;
    const group = statSync(path).gid;
    expect(await problemWith(path)).toEqual(group === self ? null : expect.stringContaining('go-w'));
    if (!asRoot) return;
    chownSync(path, self, self + 1);
    expect(await problemWith(path)).toContain('can be changed by other users');
  });

  it('accepts any mode where nobody else can enter the folder', async () => {
    const folder = tempFolder();
    expect(await problemWith(file(folder, 'a.yaml', 0o666))).toBeNull();
  });

  it('looks at the folder of the file, not of a link to it', async () => {
    const path = file(openFolder(), 'a.yaml', 0o666);
    const link = join(tempFolder(), 'link.yaml');
    symlinkSync(path, link);
    expect(await problemWith(link)).toContain('can be changed by other users');
  });

  it('refuses a file that everybody can replace, unless the sticky bit keeps it', async () => {
    const folder = openFolder();
    const path = file(folder, 'a.yaml');
    chmodSync(folder, 0o777);
    expect(await problemWith(path)).toBe(`its folder can be changed by everybody; run: chmod o-w ${folder}`);
    chmodSync(folder, 0o1777);
    expect(await problemWith(path)).toBeNull();
  });

  it.runIf(asRoot)('refuses a file of another user', async () => {
    const path = file(openFolder(), 'a.yaml');
    chownSync(path, 12345, 0);
    expect(await problemWith(path)).toBe(`belongs to another user (uid 12345); run: chown 0 ${path}`);
  });

  it('trusts the files of the package whatever their mode', async () => {
    const read = await readPolicyFile({ path: file(openFolder(), 'a.yaml', 0o666), isBuiltin: true });
    expect('bytes' in read).toBe(true);
  });

  it('does not wait for a named pipe', async () => {
    const path = join(openFolder(), 'pipe.yaml');
    execFileSync('env', ['mkfifo', path]);
    expect(await problemWith(path)).toBe('not a file');
  });

  it('refuses what is no file', async () => {
    const folder = openFolder();
    expect(await problemWith(folder)).toBe('not a file');
    expect(await problemWith(join(folder, 'none.yaml'))).toBe('cannot be read: no such file or folder');
    symlinkSync('loop.yaml', join(folder, 'loop.yaml'));
    expect(await problemWith(join(folder, 'loop.yaml'))).toBe('cannot be read: a symbolic link that leads to itself');
  });

  it('reads no more than one byte beyond the limit', async () => {
    const path = file(openFolder(), 'a.yaml');
    writeFileSync(path, Buffer.alloc(MAX_SOURCE_BYTES + 5000, 0x20));
    const read = await readPolicyFile({ path, isBuiltin: false });
    expect('bytes' in read ? read.bytes.length : 0).toBe(MAX_SOURCE_BYTES + 1);
  });
});

describe('signatureOf', () => {
  it.each<[string, (folder: string, path: string) => void]>([
    ['content of another length', (_, path) => writeFileSync(path, 'name: xyz\n')],
    [
      'content of the same length at the same time',
      (_, path) => {
        writeFileSync(path, 'name: y\n');
        utimesSync(path, 1, 1);
      },
    ],
    ['the mode', (_, path) => chmodSync(path, 0o600)],
    ['the mode of the folder', (folder) => chmodSync(folder, 0o700)],
    ['a new file', (folder) => file(folder, 'b.yaml')],
    ['another file in its place', (folder, path) => renameSync(file(folder, 'new'), path)],
    ['no file any more', (folder, path) => renameSync(path, join(folder, 'gone'))],
  ])('changes with %s', async (_, change) => {
    const folder = openFolder();
    const path = file(folder, 'a.yaml');
    utimesSync(path, 1, 1);
    for (const sources of [
      { given: [], folder },
      { given: [folder], folder: '' },
    ]) {
      const before = await signatureOf(sources);
      expect(await signatureOf(sources)).toBe(before);
    }
    const before = await signatureOf({ given: [], folder });
    change(folder, path);
    expect(await signatureOf({ given: [], folder })).not.toBe(before);
  });

  it('does not change with files that are no policies', async () => {
    const folder = openFolder();
    const before = await signatureOf({ given: [], folder });
    file(folder, 'notes.txt');
    expect(await signatureOf({ given: [], folder })).toBe(before);
  });

  it('never throws', async () => {
    expect(typeof (await signatureOf({ given: ['/nowhere', 'builtin:none', '\u0000'], folder: '' }))).toBe('string');
  });
});
