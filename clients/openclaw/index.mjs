// A plugin for OpenClaw: asks Leash before each call of a tool, and blocks what Leash does not allow.

const DEFAULT_URL = 'http://127.0.0.1:8000';
const DEFAULT_TIMEOUT_MS = 5000;
/** Longest answer that is read. */
const MAX_BYTES = 256 * 1024;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

export default {
  id: 'leash',
  name: 'Leash',
  description: 'Asks Leash before each call of a tool',
  register(api) {
    const settings = settingsOf(api.pluginConfig);
    const handler = (event, context) => beforeToolCall(event, context, settings);
    // OpenClaw goes on where a handler takes longer than its budget: ours ends well before that. It comes last, so that
    // what is decided is what runs, whatever other plugins have made of the arguments.
    api.on('before_tool_call', handler, { priority: -1000, timeoutMs: settings.timeoutMs + 5000 });
  },
};

/** Never rejects, and allows nothing but what Leash allows: an error would let the call through. */
async function beforeToolCall(event, context, settings) {
  try {
    const answer = await ask(event, context, settings);
    if (answer.allowed === true) return undefined;
    const reason = typeof answer.denial === 'string' ? answer.denial : String(answer.reason ?? 'no reason is given');
    return { block: true, blockReason: reason };
  } catch (error) {
    const why = error instanceof Known ? error.message : 'it did not answer';
    return { block: true, blockReason: `Leash cannot be asked, so nothing is allowed: ${why}` };
  }
}

/** An error with a text of our own. */
class Known extends Error {}

async function ask(event, context, { url, token, wait, timeoutMs, problem }) {
  if (problem !== null) throw new Known(problem);
  const session = [context?.sessionId, context?.sessionKey].find(isSession);
  const body = {
    server: 'openclaw',
    action: event.toolName,
    args: event.params ?? {},
    wait,
    ...(session === undefined ? {} : { session }),
  };
  const response = await globalThis.fetch(new globalThis.URL('/v1/authorize', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: globalThis.AbortSignal.timeout(timeoutMs),
  });
  const text = await textOf(response);
  if (response.status !== 200) throw new Known(`it answered with status ${response.status}`);
  const answer = JSON.parse(text);
  if (typeof answer !== 'object' || answer === null || typeof answer.allowed !== 'boolean') {
    throw new Known('its answer holds no decision');
  }
  return answer;
}

async function textOf(response) {
  const chunks = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MAX_BYTES) throw new Known('its answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function isSession(value) {
  return typeof value === 'string' && /^[\w.:@/-]{1,128}$/.test(value);
}

/** What is set in OpenClaw's configuration, or else in the environment. */
function settingsOf(config) {
  const {
    url = process.env.LEASH_URL ?? DEFAULT_URL,
    token = process.env.LEASH_TOKEN,
    wait = false,
    timeoutMs,
  } = config ?? {};
  const settings = { url, token, wait: wait === true, timeoutMs: timeOf(timeoutMs) };
  return { ...settings, problem: problemOf(settings) };
}

function timeOf(timeoutMs) {
  return Number.isInteger(timeoutMs) && timeoutMs >= 100 && timeoutMs <= 500_000 ? timeoutMs : DEFAULT_TIMEOUT_MS;
}

function problemOf({ url, token }) {
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) return 'no token is set (`LEASH_TOKEN`)';
  if (!globalThis.URL.canParse(url)) return 'its URL is none';
  const { protocol, hostname } = new globalThis.URL(url);
  const isSecure = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
  return isSecure ? null : 'its URL is neither https nor on this machine';
}
