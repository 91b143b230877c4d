import type { Agent, AgentDirectory, IssuedToken } from '../app/control/agents.ts';
import { didYouMean } from '../authz/suggest.ts';
import { LeashError } from '../errors.ts';
import { printable } from '../jsonrpc/printable.ts';
import type { Colour, Output } from './output.ts';
import { isoTime, localTime } from './time.ts';

/** The agent that a person means; throws `ERR_AGENT_UNKNOWN` with the nearest name. */
export async function agentCalled(agents: AgentDirectory, idOrName: string): Promise<Agent> {
  const found = await agents.find(idOrName);
  if (found !== null) return found;
  const names = (await agents.list({ limit: 1000 }))
    .filter(({ status }) => status !== 'deleted')
    .map(({ name }) => name);
  const hint = didYouMean(idOrName, names) || '; `leash agents list` shows those that are';
  throw new LeashError('ERR_AGENT_UNKNOWN', `no agent is called \`${idOrName}\`${hint}`);
}

/** An agent as machines read it. */
export function agentJson({ createdAt, updatedAt, ...agent }: Agent): object {
  return { ...agent, createdAt: isoTime(createdAt), updatedAt: isoTime(updatedAt) };
}

/** How the state of an agent is shown. */
export const STATUS_COLOURS: Readonly<Record<Agent['status'], Colour>> = {
  active: 'green',
  suspended: 'yellow',
  deleted: 'red',
};

/** Shows all that is known of an agent. */
export function showAgent(agent: Agent, { line, paint }: Output): void {
  const { id, name, status, vendor, type, description, tags, labels, generation, createdAt, updatedAt } = agent;
  line(`${paint('bold', name)} ${paint(STATUS_COLOURS[status], status)}`);
  const rows: readonly (readonly [string, string])[] = [
    ['id', id],
    ['vendor', vendor],
    ['type', type],
    ['about', description],
    ['tags', tags.join(', ')],
    [
      'labels',
      Object.entries(labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(', '),
    ],
    ['token', `of generation ${generation}`],
    ['since', localTime(createdAt)],
    ['changed', localTime(updatedAt)],
  ];
  for (const [title, text] of rows) {
    if (text !== '') line(`    ${title.padEnd(WIDTH)}${printable(text, 1200)}`);
  }
}

const WIDTH = 9;

/** Shows a token, this once. */
export function showToken({ agent, token, expiresAt }: IssuedToken, output: Output): void {
  if (output.isJson) {
    output.json({ agent: agentJson(agent), token, expiresAt: isoTime(expiresAt) });
    return;
  }
  output.line(token);
  output.line();
  output.line(`It is shown this once and kept nowhere. It is that of ${agent.name} (${agent.id}) until`);
  output.line(`${localTime(expiresAt)}. In a client's configuration:`);
  output.line();
  output.line('  {"command": "leash-mcp", "args": ["--agent-token-env", "AGENT_TOKEN", "--", ...],');
  output.line('   "env": {"AGENT_TOKEN": "..."}}');
  output.line();
  output.line('Over HTTP it goes into the header `Authorization: Bearer TOKEN`.');
}
