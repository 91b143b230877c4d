import { createMCPClient, ElicitationRequestSchema } from '@ai-sdk/mcp';
import { StdioMCPTransport } from '@ai-sdk/mcp/mcp-stdio';
import { outcomes } from './outcome.mjs';

const { AbortSignal } = globalThis;

export const name = '@ai-sdk/mcp';

const DOCUMENT = 'demo://resource/static/document/features.md';

/** Progress, log messages, sampling and roots it has no words for. */
export async function drive({ url, command: [command, ...args] = [] }) {
  const transport = url === undefined ? new StdioMCPTransport({ command, args }) : { type: 'http', url };
  const client = await createMCPClient({ transport, capabilities: { elicitation: {} } });
  const asked = [];
  client.onElicitationRequest(ElicitationRequestSchema, ({ params }) => {
    asked.push(params);
    return { action: 'decline' };
  });
  const call = (tool, parameters = {}, options) => client.callTool({ name: tool, arguments: parameters, options });
  try {
    const tools = await client.tools();
    const options = { toolCallId: '1', messages: [] };
    return await outcomes({
      server: () => [client.serverInfo, client.instructions, client.initializeResult],
      tools: () => client.listTools(),
      echo: () => tools.echo.execute({ message: 'hello' }, options),
      'wrong arguments': () => call('get-sum', { a: 'x', b: 1 }),
      'an unknown tool': () => call('no-such-tool'),
      'structured content': () => call('get-structured-content', { location: 'Chicago' }),
      elicitation: async () => ({ result: await call('trigger-elicitation-request'), asked }),
      cancellation: () =>
        call('trigger-long-running-operation', { duration: 5, steps: 5 }, { signal: AbortSignal.timeout(300) }),
      'after it': () => call('echo', { message: 'again' }),
      resources: () => client.listResources(),
      'resource templates': () => client.listResourceTemplates(),
      'a resource': () => client.readResource({ uri: DOCUMENT }),
      'an unknown resource': () => client.readResource({ uri: 'demo://resource/none' }),
      prompts: () => client.listPrompts(),
      'a prompt': () => client.getPrompt({ name: 'args-prompt', arguments: { city: 'Bern' } }),
      completion: () =>
        client.complete({
          ref: { type: 'ref/prompt', name: 'completable-prompt' },
          argument: { name: 'department', value: 'E' },
        }),
    });
  } finally {
    await client.close();
  }
}
