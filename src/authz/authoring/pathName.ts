/** Whether an argument's name says that its value is a path, even one that starts from the working directory. */
export function isPathName(name: string): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
  return words.some((word) => PATH_WORDS.has(word));
}

const PATH_WORDS: ReadonlySet<string> = new Set([
  'cwd',
  'dir',
  'directories',
  'directory',
  'dirs',
  'file',
  'filename',
  'filenames',
  'filepath',
  'filepaths',
  'files',
  'folder',
  'folders',
  'path',
  'paths',
  'workdir',
]);
