// What is judged of a call, where that is not simply the object that it is called with.
import { readFile } from 'node:fs/promises';
import { Leash } from 'leash-mcp';

const leash = await Leash.embedded({
  home: process.env.LEASH_HOME,
  policy: 'builtin:read-only',
  agent: 'reader',
  server: 'files',
});

// Positions get names, and the rules see a URI as well.
const read = leash.tool('read_file', (path) => readFile(path, 'utf8'), {
  params: ['path'],
  resource: ({ path }) => `file://${path}`,
});

// A signal is nothing that a policy can judge: the function says itself what is.
const readUntil = leash.tool('read_file', (path, signal) => readFile(path, { encoding: 'utf8', signal }), {
  args: (path) => ({ path }),
});

const path = new URL('mail.yaml', import.meta.url).pathname;
console.log((await read(path)).length === (await readUntil(path, new AbortController().signal)).length);

// Only ask, and run it elsewhere; whatever happens inside is done by another agent.
const decision = await leash.withAgent('somebody', () => leash.authorize({ action: 'delete_file', args: { path } }));
console.log(decision.allowed, decision.reason);

// A generator stays one: it is decided when somebody begins to read it.
const lines = leash.tool('read_lines', async function* (file) {
  yield* (await readFile(file, 'utf8')).split('\n');
});
for await (const line of lines(path)) {
  console.log(line);
  break;
}
await leash.close();
