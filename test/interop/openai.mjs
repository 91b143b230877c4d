import { MCPServerStdio, MCPServerStreamableHttp } from '@openai/agents';
import { outcomes } from './outcome.mjs';

const { AbortSignal } = globalThis;

export const name = '@openai/agents';

const DOCUMENT = 'demo://resource/static/document/features.md';

/** Progress, prompts, log messages, sampling and elicitation it has no words for. */
export async function drive({ url, command: [command, ...args] = [] }) {
  const server = url === undefined ? new MCPServerStdio({ command, args }) : new MCPServerStreamableHttp({ url });
  await server.connect();
  try {
    return await outcomes({
      tools: () => server.listTools(),
      echo: () => server.callTool('echo', { message: 'hello' }),
      'wrong arguments': () => server.callTool('get-sum', { a: 'x', b: 1 }),
      'an unknown tool': () => server.callTool('no-such-tool', {}),
      'structured content': () => server.callToolResult('get-structured-content', { location: 'Chicago' }),
      image: () => server.callTool('get-tiny-image', {}),
      cancellation: () =>
        server.callTool('trigger-long-running-operation', { duration: 5, steps: 5 }, null, {
          signal: AbortSignal.timeout(300),
        }),
      'after it': () => server.callTool('echo', { message: 'again' }),
      resources: () => server.listResources(),
      'resource templates': () => server.listResourceTemplates(),
      'a resource': () => server.readResource(DOCUMENT),
      'an unknown resource': () => server.readResource('demo://resource/none'),
    });
  } finally {
    await server.close();
  }
}
