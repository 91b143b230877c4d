/** Whether an argument's name says that its value is a path, even one that starts from the working directory. */
export function isPathName(name: string): boolean {
  return wordsOf(name).some((word) => PATH_WORDS.has(word));
}

/** Whether an argument's name says that its value is what people and models write: it is not repeated, and nobody's business. */
export function isFreeTextName(name: string): boolean {
  return wordsOf(name).some((word) => TEXT_WORDS.has(word));
}

/** `oldText`, `old_text` and `old-text` are two words. */
function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/);
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

const TEXT_WORDS: ReadonlySet<string> = new Set([
  'body',
  'caption',
  'code',
  'comment',
  'content',
  'contents',
  'data',
  'description',
  'html',
  'input',
  'keyword',
  'keywords',
  'markdown',
  'message',
  'messages',
  'note',
  'notes',
  'observation',
  'observations',
  'prompt',
  'query',
  'question',
  'script',
  'search',
  'statement',
  'subject',
  'summary',
  'text',
  'thought',
  'title',
]);
