import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Which folder may import which, and which outside packages; `*` stands for Node's own modules. */
const folders: Readonly<Record<string, { readonly from: readonly string[]; readonly outside: readonly string[] }>> = {
  'src/jsonrpc': { from: [], outside: ['node:buffer'] },
  'src/http': { from: ['src/jsonrpc'], outside: ['node:buffer'] },
  'src/authz': { from: ['src/jsonrpc'], outside: ['micromatch', 're2js', '@marcbachmann/cel-js'] },
  'src/audit': { from: ['src/jsonrpc'], outside: ['node:crypto'] },
  scanner: { from: [], outside: [] },
  'src/inspect': { from: ['scanner', 'src/jsonrpc'], outside: ['node:buffer'] },
  'src/pins': { from: ['scanner', 'src/jsonrpc'], outside: [] },
  'src/proxy': {
    from: ['scanner', 'src/jsonrpc', 'src/http', 'src/authz', 'src/audit', 'src/pins', 'src/inspect'],
    outside: [],
  },
  'src/edge': {
    from: ['src/jsonrpc', 'src/http', 'src/authz', 'src/audit', 'src/pins', 'src/clients'],
    outside: ['node:*', 'execa', 'sqlite3', 'yaml', 'jose', '@modelcontextprotocol/client'],
  },
  'src/app': {
    from: [
      'scanner',
      'src/clients',
      'src/jsonrpc',
      'src/http',
      'src/authz',
      'src/audit',
      'src/pins',
      'src/inspect',
      'src/proxy',
      'src/edge',
    ],
    outside: ['node:*'],
  },
  'src/cli': {
    from: ['src/app', 'src/admin', 'src/tui', 'src/jsonrpc', 'src/authz', 'src/audit', 'src/pins', 'scanner'],
    outside: ['node:*', 'commander'],
  },
  'src/clients': { from: ['src/jsonrpc'], outside: ['jsonc-parser', '@decimalturn/toml-patch'] },
  'src/admin': {
    from: ['src/app', 'src/jsonrpc', 'src/authz', 'src/audit', 'src/pins', 'scanner'],
    outside: ['node:*', 'hono', 'hono/streaming', 'hono/body-limit', '@hono/node-server', '@hono/zod-openapi'],
  },
  'src/tui': {
    from: ['src/app', 'src/jsonrpc'],
    outside: ['node:*', 'ink', 'react'],
  },
  'src/sdk': { from: ['src/app', 'src/jsonrpc', 'src/authz', 'src/audit'], outside: ['node:*'] },
  bin: { from: ['src/cli'], outside: [] },
};

/** What the proxy's start-up path must never load (the bundle is split, so a static import is what loads). */
const LATE = [
  'hono',
  '@hono/node-server',
  '@hono/zod-openapi',
  'ink',
  'react',
  'jsonc-parser',
  '@decimalturn/toml-patch',
  '@marcbachmann/cel-js',
  '@modelcontextprotocol/client',
  'commander',
  'jose',
  're2js',
];
/** Frameworks, which shape a whole folder. */
const FOLDER_WIDE: ReadonlySet<string> = new Set(['commander', 'hono', '@hono/zod-openapi', 'ink', 'react']);
/** What only policies that want results looked through need. */
const LATE_FILES = ['src/inspect/reader.ts'];

const files = Object.keys(folders).flatMap((folder) => sources(join(root, folder)));
const imports = new Map(files.map((file) => [file, importsOf(file)]));

describe('the source tree', () => {
  it.each(Object.entries(folders))('%s imports only what it may', (folder, { from, outside }) => {
    const wrong = files
      .filter((file) => isIn(file, folder))
      .flatMap((file) =>
        (imports.get(file) ?? [])
          .filter(({ target }) => !isAllowed(file, target, [folder, 'src/errors.ts', ...from], outside))
          .map(({ target }) => `${relative(root, file)} imports ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it('has no circle of imports', () => {
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): string[] => {
      if (path.includes(file))
        return [[...path.slice(path.indexOf(file)), file].map((one) => relative(root, one)).join(' > ')];
      if (done.has(file)) return [];
      const found = local(file).flatMap((next) => visit(next, [...path, file]));
      done.add(file);
      return found;
    };
    expect(files.flatMap((file) => visit(file, []))).toEqual([]);
  });

  it('imports each outside package in one place', () => {
    const places = new Map<string, Set<string>>();
    for (const [file, list] of imports) {
      for (const { target, typeOnly } of list) {
        if (target.startsWith('.') || target.startsWith('node:') || typeOnly) continue;
        const place = FOLDER_WIDE.has(target) ? folderOf(file) : file;
        places.set(target, (places.get(target) ?? new Set()).add(place));
      }
    }
    const scattered = [...places].filter(([, where]) => where.size > 1).map(([name]) => name);
    expect(scattered).toEqual([]);
  });

  it('keeps what the proxy need not load out of its start-up path', () => {
    const loaded = new Set<string>();
    const walk = (file: string): void => {
      if (loaded.has(file)) return;
      loaded.add(file);
      for (const { target, lazy, typeOnly } of imports.get(file) ?? []) {
        if (lazy || typeOnly) continue;
        if (target.startsWith('.')) walk(resolve(dirname(file), target));
        else loaded.add(target);
      }
    };
    walk(join(root, 'bin/leash-mcp.ts'));
    expect(LATE.filter((name) => loaded.has(name))).toEqual([]);
    expect(LATE_FILES.filter((name) => loaded.has(join(root, name)))).toEqual([]);
    expect(loaded.size).toBeGreaterThan(20);
  });

  it('has a test of the same name for each file that does something', () => {
    const missing = files
      .filter((file) => isIn(file, 'src') && /^export (?!(type|interface|declare)\b)/m.test(readFileSync(file, 'utf8')))
      .map((file) => relative(join(root, 'src'), file).replace(/\.tsx?$/, '.test'))
      .filter((twin) => !tests.has(twin));
    expect(missing).toEqual([]);
  });
});

const tests = new Set(
  sources(join(root, 'test')).map((file) => relative(join(root, 'test'), file).replace(/\.tsx?$/, '')),
);

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
  readonly lazy: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const fixed = [...text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+'([^']+)';/gms)].map(
    ([, type, target = '']) => ({
      target,
      typeOnly: type !== undefined,
      lazy: false,
    }),
  );
  const lazy = [...text.matchAll(/\bimport\('([^']+)'\)/g)].map(([, target = '']) => ({
    target,
    typeOnly: false,
    lazy: true,
  }));
  return [...fixed, ...lazy];
}

function local(file: string): string[] {
  return (imports.get(file) ?? [])
    .filter(({ target, typeOnly }) => target.startsWith('.') && !typeOnly)
    .map(({ target }) => resolve(dirname(file), target));
}

function isAllowed(file: string, target: string, folders_: readonly string[], outside: readonly string[]): boolean {
  if (target.startsWith('.')) return folders_.some((folder) => isIn(resolve(dirname(file), target), folder));
  return outside.includes(target) || (target.startsWith('node:') && outside.includes('node:*'));
}

/** The folder of the table that a file lies in. */
function folderOf(file: string): string {
  return Object.keys(folders).find((folder) => isIn(file, folder)) ?? dirname(file);
}

function isIn(file: string, folder: string): boolean {
  const path = relative(root, file);
  return path === folder || path.startsWith(`${folder}/`);
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}
