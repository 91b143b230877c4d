import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { outcomes } from './outcome.mjs';

export const name = '@modelcontextprotocol/inspector';

const CLI = fileURLToPath(new URL('./node_modules/.bin/mcp-inspector', import.meta.url));
const DOCUMENT = 'demo://resource/static/document/features.md';

const METHODS = {
  tools: ['tools/list'],
  echo: ['tools/call', '--tool-name', 'echo', '--tool-arg', 'message=hello'],
  'wrong arguments': ['tools/call', '--tool-name', 'get-sum', '--tool-arg', 'a=x'],
  'an unknown tool': ['tools/call', '--tool-name', 'no-such-tool'],
  progress: [
    'tools/call',
    '--tool-name',
    'trigger-long-running-operation',
    '--tool-args-json',
    '{"duration":1,"steps":2}',
  ],
  resources: ['resources/list'],
  'resource templates': ['resources/templates/list'],
  'a resource': ['resources/read', '--uri', DOCUMENT],
  'an unknown resource': ['resources/read', '--uri', 'demo://resource/none'],
  prompts: ['prompts/list'],
  'a prompt': ['prompts/get', '--prompt-name', 'args-prompt', '--prompt-args', 'city=Bern'],
  'log level': ['logging/setLevel', '--log-level', 'debug'],
};

/** One process a step, in both eras that it can ask for. */
export function drive({ url, command }) {
  // What follows `--` is the command of a server.
  const where = url === undefined ? ['--', ...command] : ['--transport', 'http', '--server-url', url];
  const steps = Object.entries(METHODS).flatMap(([step, method]) =>
    ['legacy', 'auto'].map((era) => [
      `${step} (${era})`,
      () => run(where, ['--protocol-era', era, '--method', ...method]),
    ]),
  );
  return outcomes(Object.fromEntries(steps));
}

function run(where, options) {
  return new Promise((resolve) => {
    const args = [CLI, '--cli', ...options, '--quiet', ...where];
    execFile(process.execPath, args, { timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}
