import type { AuthorizationRequest } from '../authz/request.ts';
import type { JsonObject, JsonValue } from '../jsonrpc/message.ts';
import { isObject } from '../jsonrpc/value.ts';
import { textOption, textOptions, usageError, type Invocation } from './command.ts';

/** The options by which one request is spelled. */
export const REQUEST_OPTIONS = [
  ['--agent <name>', 'who asks (default: default)'],
  ['--server <name>', 'which server is asked (default: default)'],
  ['--action <name>', 'the tool, or the prompt with --method prompts/get'],
  ['--arg <key=value>', 'an argument, as JSON where it is some, else as text; repeatable', 'many'],
  ['--args <json>', 'all arguments, as a JSON object'],
  ['--resource <uri>', 'the URI of a resource'],
  ['--method <method>', 'the MCP method (default: tools/call, or resources/read with --resource)'],
] as const;

/** The request that the options spell; null where none was given that names something to ask for. */
export function requestOf(invocation: Invocation): AuthorizationRequest | null {
  const text = (name: string): string | null => textOption(invocation, name);
  const [action, resource, method] = [text('action'), text('resource'), text('method')];
  const args = argsOf(invocation);
  if (action === null && resource === null && method === null) {
    if (args !== null) throw usageError('--arg and --args need --action, the tool that takes them');
    return null;
  }
  return {
    agent: text('agent') ?? 'default',
    server: text('server') ?? 'default',
    from: 'client',
    method: method ?? (action === null ? 'resources/read' : 'tools/call'),
    action,
    resource,
    args: args ?? (action === null ? null : {}),
    context: {},
    facts: { now: Date.now() },
  };
}

function argsOf(invocation: Invocation): JsonObject | null {
  const whole = textOption(invocation, 'args');
  const single = textOptions(invocation, 'arg');
  if (whole === null && single.length === 0) return null;
  const json = whole === null ? {} : parsed(whole);
  if (!isObject(json))
    throw usageError(`--args takes a JSON object such as {"path": "/data/a"}, not \`${whole ?? ''}\``);
  // `fromEntries` defines own properties, so a key `__proto__` stays a key.
  return Object.fromEntries([...Object.entries(json), ...single.map(argument)]);
}

function argument(text: string): [string, JsonValue] {
  const equals = text.indexOf('=');
  if (equals < 1) throw usageError(`--arg takes KEY=VALUE, not \`${text}\``);
  const value = text.slice(equals + 1);
  const json = parsed(value);
  return [text.slice(0, equals), json === undefined ? value : json];
}

/** Undefined for what is no JSON. */
function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
