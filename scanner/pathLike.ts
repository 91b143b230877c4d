import type { Parameter } from './parameters.ts';

/**
 * Whether an argument seems to hold a path of a file system, or several: by its name, or by a name that may mean one and
 * a description that says so. What only looks like one (`jsonPath`, the path of a URL) is none.
 */
export function isPathLike({ words, types, choices, description }: Parameter): boolean {
  if (choices.length > 0 || !mayHoldText(types)) return false;
  if (words.some((word) => OTHER_PATHS.has(word))) return false;
  const about = description.slice(0, MAX_DESCRIPTION);
  if (OTHER_PATH.test(about)) return false;
  const named = words.filter((word) => !NUMBER.test(word));
  const last = named.at(-1) ?? '';
  if (PATHS.has(last) || PATHS.has(named.slice(-2).join(''))) return true;
  if (FILES.has(last)) return !NO_PATH.test(about);
  return MAYBE_PATHS.has(last) && SAYS_PATH.test(about);
}

function mayHoldText(types: readonly string[]): boolean {
  return types.length === 0 || types.some((type) => type === 'string' || type === 'array');
}

const MAX_DESCRIPTION = 1_000;
const NUMBER = /^\p{N}+$/u;

const PATHS: ReadonlySet<string> = new Set([
  ...['path', 'paths', 'pathname', 'filepath', 'filepaths', 'filename', 'filenames', 'directory', 'directories', 'dir'],
  ...['dirs', 'dirname', 'folder', 'folders', 'cwd', 'workdir', 'workingdir', 'outdir', 'outfile', 'infile', 'dirpath'],
]);

/** Paths in some tools, other things in others. */
const MAYBE_PATHS: ReadonlySet<string> = new Set([
  ...['source', 'sources', 'destination', 'src', 'dst', 'dest', 'target', 'targets', 'input', 'output', 'from', 'to'],
  ...['location', 'project', 'workspace', 'repo', 'repository', 'image', 'images', 'document', 'notebook', 'script'],
  ...['base', 'old', 'new', 'config', 'media', 'attachment', 'attachments', 'uri', 'item', 'items', 'where'],
]);
/** Paths, unless the description says that they are something else. */
const FILES: ReadonlySet<string> = new Set(['file', 'files', 'root', 'roots', 'glob', 'globs']);
const NO_PATH = /\b(?:base64|contents?|keys?|ids?|identifiers?|handles?|objects?|buffers?|data)\b/i;

/** Words beside which a path leads through something else than files. */
const OTHER_PATHS: ReadonlySet<string> = new Set([
  ...['json', 'xpath', 'jsonpath', 'url', 'urls', 'api', 'jq', 'object', 'property', 'class', 'css', 'route', 'http'],
  ...[
    'menu',
    'breadcrumb',
    'selector',
    'query',
    'key',
    'field',
    'dot',
    'webhook',
    'storage',
    'id',
    'content',
    'contents',
    'count',
    'size',
  ],
]);

const OTHER_PATH =
  /\b(?:json ?path|x ?path|url path|api path|api endpoint|endpoint path|request path|dot[ -](?:path|notation)|http path|webhook path|documentation path|name of (?:a|the) field|property path|key path|field path|object path)\b/i;

const SAYS_PATH =
  /\b(?:paths?|director(?:y|ies)|folders?|filenames?|file names?|local files?|files? (?:to|on|in)|globs?)\b/i;
