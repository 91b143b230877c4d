// Bundles the two programs and the library into dist/: one file to load is what makes the proxy start fast.
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';

// What is there serves until the new one is whole: a build that fails leaves it alone.
const fresh = await mkdtemp('dist-');
const { metafile } = await build({
  entryPoints: ['bin/leash.ts', 'bin/leash-mcp.ts'],
  outdir: `${fresh}/bin`,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.17',
  chunkNames: '../chunks/[name]-[hash]',
  // A native addon cannot be bundled.
  external: ['sqlite3'],
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
await types(`${fresh}/scanner`);
await writeFile(`${fresh}/THIRD-PARTY.txt`, await licences(packagesIn(metafile)));
await chmod(fresh, 0o755);
await rm('dist', { recursive: true, force: true });
await rename(fresh, 'dist');

/** What the library's functions take and give, for those who write TypeScript. */
async function types(folder) {
  const tsc = fileURLToPath(import.meta.resolve('typescript/lib/tsc.js'));
  await promisify(execFile)(process.execPath, [tsc, '-p', 'tsconfig.types.json', '--outDir', folder]);
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
