import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { Client as ModernClient } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { CreateTaskResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { callWith, type AnyClient, type Heard } from './clients.ts';

/** A client in use. */
interface Session {
  readonly client: AnyClient;
  readonly heard: Heard;
  /** Where a server may read and write. */
  readonly folder: string;
}

/** One thing that a client does; what it gets is compared. */
export type Step = (session: Session) => Promise<unknown>;

/** How much of the progress is compared. */
const MOST = 2;

const call =
  (name: string, args: Record<string, unknown> = {}): Step =>
  ({ client }) =>
    client.callTool({ name, arguments: args });

/**
 * A call and the progress that was told of while it ran. The last of it comes right before the answer, and whether a client
 * gets to see it then is a matter of luck in both SDKs.
 */
const callWithProgress =
  (name: string, args: Record<string, unknown> = {}): Step =>
  async ({ client }) => {
    const progress: object[] = [];
    const result = await callWith(client, { name, arguments: args }, { onprogress: (told) => progress.push(told) });
    return { result, progress: progress.slice(0, MOST) };
  };

/** A call that its caller cancels at the first progress. */
const cancelledCall =
  (name: string, args: Record<string, unknown> = {}): Step =>
  ({ client }) => {
    const abort = new AbortController();
    return callWith(client, { name, arguments: args }, { onprogress: () => abort.abort(), signal: abort.signal });
  };

/** Does something that makes the server send so many notifications of a method, and gives those too. */
const notified =
  (method: string, count: number, step: Step): Step =>
  async (session) => {
    const { notes } = session.heard;
    const before = notes.length;
    const fresh = () => notes.slice(before).filter((note) => note.method === method);
    const result = await step(session);
    for (const end = performance.now() + 20_000; fresh().length < count && performance.now() < end;) await delay(5);
    return { result, notes: fresh() };
  };

/** Lists and reads all that a server has to read. */
const LISTS: Readonly<Record<string, Step>> = {
  tools: ({ client }) => client.listTools(),
  resources: ({ client }) => client.listResources(),
  'resource templates': ({ client }) => client.listResourceTemplates(),
  prompts: ({ client }) => client.listPrompts(),
};

const LOG = 'notifications/message';
const UPDATED = 'notifications/resources/updated';
const DOCUMENT = 'demo://resource/static/document/features.md';

/** These servers ask for the roots by themselves, once a session stands. */
const askedForRoots: Step = async ({ heard }) => {
  for (const end = performance.now() + 20_000; heard.asked.length < 1 && performance.now() < end;) await delay(5);
  return heard.asked;
};

export const EVERYTHING: Readonly<Record<string, Step>> = {
  roots: askedForRoots,
  ...LISTS,
  echo: call('echo', { message: 'naïve \u{1F600} "quoted" \u2028' }),
  'wrong arguments': call('get-sum', { a: 'not a number' }),
  'an unknown tool': call('no-such-tool'),
  image: call('get-tiny-image'),
  annotations: call('get-annotated-message', { messageType: 'error', includeImage: true }),
  'structured content': call('get-structured-content', { location: 'Chicago' }),
  links: call('get-resource-links', { count: 2 }),
  sampling: call('trigger-sampling-request', { prompt: 'hello', maxTokens: 10 }),
  elicitation: call('trigger-elicitation-request'),
  'roots of the client': call('get-roots-list'),
  progress: callWithProgress('trigger-long-running-operation', { duration: 0.2, steps: 4 }),
  cancellation: cancelledCall('trigger-long-running-operation', { duration: 1, steps: 10 }),
  'a resource': ({ client }) => client.readResource({ uri: DOCUMENT }),
  'an unknown resource': ({ client }) => client.readResource({ uri: 'demo://resource/none' }),
  'a prompt': ({ client }) => client.getPrompt({ name: 'args-prompt', arguments: { city: 'Zürich' } }),
  'an unknown prompt': ({ client }) => client.getPrompt({ name: 'none' }),
  'completion of a prompt': ({ client }) =>
    client.complete({
      ref: { type: 'ref/prompt', name: 'completable-prompt' },
      argument: { name: 'name', value: 'A' },
      context: { arguments: { department: 'Engineering' } },
    }),
  'completion of a resource': ({ client }) =>
    client.complete({
      ref: { type: 'ref/resource', uri: 'demo://resource/dynamic/text/{resourceId}' },
      argument: { name: 'resourceId', value: '1' },
    }),
  'log level': ({ client }) => client.setLoggingLevel('debug'),
  'log messages': notified(LOG, 1, call('toggle-simulated-logging')),
  'no log messages': call('toggle-simulated-logging'),
  subscription: notified(LOG, 1, ({ client }) => client.subscribeResource({ uri: DOCUMENT })),
  updates: notified(UPDATED, 1, call('toggle-subscriber-updates')),
  'no updates': call('toggle-subscriber-updates'),
  'end of the subscription': notified(LOG, 1, ({ client }) => client.unsubscribeResource({ uri: DOCUMENT })),
  tasks: legacyTask,
  ping: ({ client }) => client.ping(),
};

/** A call as a task of 2025-11-25, where the SDK has them: it is created, looked at, listed and cancelled. */
async function legacyTask({ client }: Session): Promise<unknown> {
  if (!(client instanceof Client)) return null;
  const tasks = client.experimental.tasks;
  const params = { name: 'simulate-research-query', arguments: { topic: 'x' }, task: { ttl: 60_000 } };
  const { task } = await client.request({ method: 'tools/call', params }, CreateTaskResultSchema);
  const got = await tasks.getTask(task.taskId);
  const { tasks: listed } = await tasks.listTasks();
  const cancelled = await tasks.cancelTask(task.taskId);
  return { task, got, listed, cancelled };
}

export const FILESYSTEM: Readonly<Record<string, Step>> = {
  roots: askedForRoots,
  ...LISTS,
  'a file': ({ client, folder }) => read(client, { path: join(folder, 'file.txt') }),
  'a part of it': ({ client, folder }) => read(client, { path: join(folder, 'file.txt'), head: 1 }),
  'a file elsewhere': ({ client }) => read(client, { path: '/etc/passwd' }),
  'no file': ({ client }) => read(client, {}),
  'a list': ({ client, folder }) => client.callTool({ name: 'list_directory', arguments: { path: folder } }),
  directories: call('list_allowed_directories'),
};

function read(client: AnyClient, args: Record<string, unknown>): Promise<unknown> {
  return client.callTool({ name: 'read_text_file', arguments: args });
}

export const CONFORMANCE: Readonly<Record<string, Step>> = {
  ...LISTS,
  text: call('test_simple_text'),
  'several kinds of content': call('test_multiple_content_types'),
  'an error': call('test_error_handling'),
  'an unknown tool': call('no-such-tool'),
  'log messages': notified(LOG, 3, ({ client }) =>
    callWith(client, { name: 'test_tool_with_logging', _meta: { 'io.modelcontextprotocol/logLevel': 'debug' } }, {}),
  ),
  progress: callWithProgress('test_tool_with_progress'),
  cancellation: cancelledCall('test_tool_with_progress'),
  'a stream that breaks off': call('test_reconnection'),
  'a header': call('test_header_parameter', { region: 'eu-west' }),
  sampling: call('test_sampling', { prompt: 'hello' }),
  elicitation: call('test_elicitation', { message: 'hello' }),
  'several questions': call('test_input_required_result_multiple_inputs'),
  'several rounds': call('test_input_required_result_multi_round'),
  'a state': call('test_input_required_result_request_state'),
  'a resource': ({ client }) => client.readResource({ uri: 'test://static-text' }),
  'a resource of a template': ({ client }) => client.readResource({ uri: 'test://template/7/data' }),
  'an unknown resource': ({ client }) => client.readResource({ uri: 'test://none' }),
  'a prompt': ({ client }) =>
    client.getPrompt({ name: 'test_prompt_with_arguments', arguments: { arg1: 'a', arg2: 'b' } }),
  'a prompt that asks': ({ client }) => client.getPrompt({ name: 'test_input_required_result_prompt' }),
  completion: ({ client }) =>
    client.complete({
      ref: { type: 'ref/prompt', name: 'test_prompt_with_arguments' },
      argument: { name: 'arg1', value: 'par' },
    }),
  subscription: watched,
  ping: ({ client }) => client.ping(),
};

/** A client of the legacy era subscribes; one of the modern era listens. */
async function watched(session: Session): Promise<unknown> {
  const { client } = session;
  const uri = 'test://watched-resource';
  const change = notified('notifications/tools/list_changed', 1, call('test_trigger_tool_change'));
  if (client instanceof ModernClient && client.getProtocolEra() === 'modern') {
    const subscription = await client.listen({ toolsListChanged: true, resourceSubscriptions: [uri] });
    const changed = await change(session);
    await subscription.close();
    return { honoured: subscription.honoredFilter, changed };
  }
  const subscribed = await client.subscribeResource({ uri });
  return { subscribed, changed: await change(session), unsubscribed: await client.unsubscribeResource({ uri }) };
}

export const MODERN: Readonly<Record<string, Step>> = {
  ...LISTS,
  echo: call('echo', { text: 'naïve \u{1F600}' }),
  'a question': call('confirm'),
  'an unknown tool': call('no-such-tool'),
  'a resource': ({ client }) => client.readResource({ uri: 'note://one' }),
  'an unknown resource': ({ client }) => client.readResource({ uri: 'note://none' }),
  ping: ({ client }) => client.ping(),
};
