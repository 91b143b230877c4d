#!/usr/bin/env node
const [first, ...rest] = process.argv.slice(2);
if (first === 'hook' && !rest.some((word) => word === '--help' || word === '-h')) {
  // A client goes on where its hook fails, unless it fails with 2.
  process.on('uncaughtException', () => process.exit(2));
  const { hookProgram, hookStreams } = await import('../src/cli/hookProgram.ts');
  process.exit(await hookProgram(rest, hookStreams(), import.meta.filename));
}
const { runLeash } = await import('../src/cli/runLeash.ts');
await runLeash(process);
