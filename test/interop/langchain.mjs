import { MultiServerMCPClient } from '@langchain/mcp-adapters';
import { outcomes } from './outcome.mjs';

const { AbortSignal } = globalThis;

export const name = '@langchain/mcp-adapters';

const DOCUMENT = 'demo://resource/static/document/features.md';

/** Sampling, elicitation and roots it does not offer to servers. */
export async function drive({ url, command: [command, ...args] = [] }) {
  const server = url === undefined ? { transport: 'stdio', command, args } : { transport: 'http', url };
  const told = { progress: [], messages: [] };
  const client = new MultiServerMCPClient({
    mcpServers: { everything: server },
    useStandardContentBlocks: true,
    onProgress: (progress) => void told.progress.push(progress),
    onMessage: (message) => void told.messages.push(message),
  });
  try {
    const tools = await client.getTools();
    const tool = (wanted) => tools.find((one) => one.name === wanted);
    const long = (duration, steps) => ({ duration, steps });
    return await outcomes({
      tools: () => tools.map(({ name: given, description, schema }) => ({ given, description, schema })),
      echo: () => tool('echo').invoke({ message: 'hello' }),
      'wrong arguments': () => tool('get-sum').invoke({ a: 'x', b: 1 }),
      'structured content': () => tool('get-structured-content').invoke({ location: 'Chicago' }),
      image: () => tool('get-tiny-image').invoke({}),
      progress: async () => {
        const result = await tool('trigger-long-running-operation').invoke(long(0.3, 3));
        // The last comes right before the answer; whether it is seen is a matter of luck.
        return { result, progress: told.progress.slice(0, 2) };
      },
      cancellation: () =>
        tool('trigger-long-running-operation').invoke(long(5, 5), { signal: AbortSignal.timeout(300) }),
      'after it': () => tool('echo').invoke({ message: 'again' }),
      resources: () => client.listResources('everything'),
      'resource templates': () => client.listResourceTemplates('everything'),
      'a resource': () => client.readResource('everything', DOCUMENT),
      'an unknown resource': () => client.readResource('everything', 'demo://resource/none'),
      prompts: async () => (await client.getClient('everything')).listPrompts(),
      'a prompt': async () =>
        (await client.getClient('everything')).getPrompt({ name: 'args-prompt', arguments: { city: 'Bern' } }),
      'log messages': async () => {
        await client.setLoggingLevel('everything', 'debug');
        await tool('toggle-simulated-logging').invoke({});
        for (const end = Date.now() + 10_000; told.messages.length === 0 && Date.now() < end;) await soon();
        await tool('toggle-simulated-logging').invoke({});
        return told.messages.length > 0;
      },
    });
  } finally {
    await client.close();
  }
}

function soon() {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
