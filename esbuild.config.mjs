// Bundles the two programs and the libraries into dist/: one file to load is what makes the proxy start fast.
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Where a declaration file names another one. */
const RELATIVE = /((?:from |import\()')(\.{1,2}\/[^']+)\.ts'/g;

// What is there serves until the new one is whole: a build that fails leaves it alone.
const fresh = await mkdtemp('dist-');
const { metafile } = await build({
  // The SDK shares its engine with the programs.
  entryPoints: [
    { in: 'bin/leash.ts', out: 'bin/leash' },
    { in: 'bin/leash-mcp.ts', out: 'bin/leash-mcp' },
    { in: 'src/sdk/index.ts', out: 'sdk/index' },
  ],
  outdir: fresh,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.17',
  chunkNames: 'chunks/[name]-[hash]',
  // Its other entry loads its parts in a way that cannot be bundled.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  // A native addon cannot be bundled; the other one is what Ink asks for where somebody debugs it.
  external: ['sqlite3', 'react-devtools-core'],
  // What React measures for those who write screens stays in memory for ever.
  define: { 'process.env.NODE_ENV': '"production"' },
  // CommonJS packages inside the bundle still ask for Node's own modules by `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
  // Less to read at each start; names stay, so that a stack says where.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
}).catch(async (error) => {
  await rm(fresh, { recursive: true });
  throw error;
});
await build({
  entryPoints: ['scanner/index.ts'],
  outfile: `${fresh}/scanner/index.js`,
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2023',
  logLevel: 'warning',
});
await types(fresh);
await writeFile(`${fresh}/THIRD-PARTY.txt`, await licences(packagesIn(metafile)));
await chmod(fresh, 0o755);
await rm('dist', { recursive: true, force: true });
await rename(fresh, 'dist');

/** What the libraries' functions take and give, for those who write TypeScript: what their doors lead to, and no more. */
async function types(folder) {
  const tsc = fileURLToPath(import.meta.resolve('typescript/lib/tsc.js'));
  const all = await mkdtemp('dist-');
  try {
    await promisify(execFile)(process.execPath, [tsc, '-p', 'tsconfig.types.json', '--outDir', all]);
    await copyTypes(`${all}/scanner`, 'index.d.ts', `${folder}/scanner`);
    // Its types lead out of its own folder.
    await copyTypes(`${all}/src`, 'sdk/index.d.ts', `${folder}/types`);
    await writeFile(`${folder}/sdk/index.d.ts`, "export * from '../types/sdk/index.js';\n");
  } finally {
    await rm(all, { recursive: true });
  }
}

/** Copies a declaration file and those it imports. */
async function copyTypes(from, file, to, done = new Set()) {
  if (done.has(file)) return;
  done.add(file);
  const text = await readFile(join(from, file), 'utf8');
  await mkdir(dirname(join(to, file)), { recursive: true });
  // Whoever compiles against these has no sources beside them.
  await writeFile(join(to, file), text.replace(RELATIVE, "$1$2.js'"));
  for (const [, , name] of text.matchAll(RELATIVE))
    await copyTypes(from, join(dirname(file), `${name}.d.ts`), to, done);
}

/** The folders of the packages whose code went into the bundle. */
function packagesIn({ inputs }) {
  const folders = Object.keys(inputs).flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/** Their licences ask to travel with the code. */
async function licences(folders) {
  const texts = folders.map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
    return `${name} ${version} (${license})\n\n${(await licenceText(folder)).trim()}\n`;
  });
  return (await Promise.all(texts)).join('\n----------------------------------------\n\n');
}

async function licenceText(folder) {
  for (const file of ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'License']) {
    try {
      return await readFile(`${folder}/${file}`, 'utf8');
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  return '';
}
