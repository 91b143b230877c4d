import { z } from '@hono/zod-openapi';
import { agentPermissions } from '../../app/agents/permissions.ts';
import { agentStats } from '../../app/agents/stats.ts';
import type { Agent, IssuedToken } from '../../app/control/agents.ts';
import type { Control } from '../../app/control/control.ts';
import { ProblemError } from '../problem.ts';
import { json, route, type AdminRoute } from '../route.ts';
import { countQuery, foreignObject, id, moment, momentQuery, rule, text, textsByName, unreadable } from '../schemas.ts';

const params = z.strictObject({
  id: id.openapi({ description: 'Its id or its name', example: 'agt_01ARZ3NDEKTSV4RRFFQ69G5FAV' }),
});

const described = {
  vendor: text(256).optional(),
  type: text(256).optional(),
  description: text(4096).optional(),
  tags: z.array(text(256)).max(256).optional(),
  labels: textsByName(1024).optional(),
};

const ttl = z.number().int().min(1).max(100_000_000).optional().openapi({ description: 'How long its token is good' });

const agent = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    vendor: z.string(),
    type: z.string(),
    description: z.string(),
    tags: z.array(z.string()),
    labels: foreignObject,
    status: z.enum(['active', 'suspended', 'deleted']),
    generation: z.number().int(),
    created_at: moment,
    updated_at: moment,
  })
  .openapi('Agent');

const issued = z.strictObject({
  agent,
  token: z.string().openapi({ description: 'Shown once' }),
  expires_at: moment,
});

const count = z.number().int();
const tally = { allowed: count, denied: count, observed: count, unverified: count };

const BY = { by: 'api' };

export const agentRoutes: readonly AdminRoute[] = [
  route(
    {
      method: 'post',
      path: '/v1/agents',
      isShort: true,
      access: 'admin',
      widens: 'always',
      tag: 'Agents',
      summary: 'Register an agent',
      description: 'Answers its id and a token, which is shown this one time.',
      body: z.strictObject({ name: text(128, 1), ...described, ttl_seconds: ttl }),
      answers: { 201: { description: 'The agent and its token', schema: issued } },
    },
    async ({ body: { ttl_seconds: ttlSeconds, ...fields }, control }) =>
      json(issuedOf(await control.engine.agents.register(defined(fields), { ...BY, ...defined({ ttlSeconds }) })), 201),
  ),
  route(
    {
      method: 'get',
      path: '/v1/agents',
      isShort: true,
      access: 'admin',
      tag: 'Agents',
      summary: 'List agents',
      query: z.strictObject({
        limit: countQuery(1, 1000, 100),
        after: id.optional().openapi({ description: 'The last id of the page before' }),
        status: z.enum(['active', 'suspended', 'deleted']).optional(),
      }),
      answers: {
        200: {
          description: 'A page of agents, by id',
          schema: z.strictObject({ agents: z.array(agent), after: z.string().nullable() }),
        },
      },
    },
    async ({ query, control }) => {
      const agents = await control.engine.agents.list(defined(query));
      return json({ agents, after: agents.length < query.limit ? null : (agents.at(-1)?.id ?? null) });
    },
  ),
  route(
    {
      method: 'get',
      path: '/v1/agents/{id}',
      isShort: true,
      access: 'self',
      tag: 'Agents',
      summary: 'Show an agent',
      params,
      answers: { 200: { description: 'The agent', schema: agent } },
    },
    async ({ params: { id: which }, control }) => json(await found(control, which)),
  ),
  route(
    {
      method: 'patch',
      path: '/v1/agents/{id}',
      isShort: true,
      access: 'admin',
      widens: 'always',
      tag: 'Agents',
      summary: 'Change what is said of an agent',
      params,
      body: z.strictObject(described),
      answers: { 200: { description: 'The agent', schema: agent } },
    },
    async ({ params: { id: which }, body, control }) =>
      json(await control.engine.agents.update((await found(control, which)).id, defined(body), BY)),
  ),
  route(
    {
      method: 'delete',
      path: '/v1/agents/{id}',
      isShort: true,
      access: 'admin',
      tag: 'Agents',
      summary: 'Delete an agent',
      description: 'Its tokens are good no more, and its id is never given to another.',
      params,
      answers: { 200: { description: 'The agent as it is now', schema: agent } },
    },
    async ({ params: { id: which }, control }) =>
      json(await control.engine.agents.remove((await found(control, which)).id, BY)),
  ),
  route(
    {
      method: 'post',
      path: '/v1/agents/{id}/rotate',
      isShort: true,
      access: 'admin',
      widens: 'always',
      tag: 'Agents',
      summary: 'Give an agent a new token; older ones are good no more',
      params,
      body: z.strictObject({ ttl_seconds: ttl }),
      isBodyOptional: true,
      answers: { 200: { description: 'The agent and its token', schema: issued } },
    },
    async ({ params: { id: which }, body: { ttl_seconds: ttlSeconds }, control }) =>
      json(
        issuedOf(
          await control.engine.agents.rotate((await found(control, which)).id, { ...BY, ...defined({ ttlSeconds }) }),
        ),
      ),
  ),
  route(
    {
      method: 'post',
      path: '/v1/agents/{id}/suspend',
      isShort: true,
      access: 'admin',
      tag: 'Agents',
      summary: 'Let nothing of an agent pass, until it is resumed',
      params,
      body: z.strictObject({ reason: text(1024).optional() }),
      isBodyOptional: true,
      answers: { 200: { description: 'The agent', schema: agent } },
    },
    async ({ params: { id: which }, body, control }) =>
      json(await control.engine.agents.suspend((await found(control, which)).id, { ...BY, ...defined(body) })),
  ),
  route(
    {
      method: 'post',
      path: '/v1/agents/{id}/resume',
      isShort: true,
      access: 'admin',
      widens: 'always',
      tag: 'Agents',
      summary: 'Let a suspended agent act again',
      params,
      body: z.strictObject({}),
      isBodyOptional: true,
      answers: { 200: { description: 'The agent', schema: agent } },
    },
    async ({ params: { id: which }, control }) =>
      json(await control.engine.agents.resume((await found(control, which)).id, BY)),
  ),
  route(
    {
      method: 'get',
      path: '/v1/agents/{id}/permissions',
      isShort: true,
      access: 'self',
      tag: 'Agents',
      summary: 'What the policies in force let an agent do with the tools that are known',
      params,
      answers: {
        200: {
          description: 'Each known tool of each known server',
          schema: z.strictObject({
            policy_set: z.string(),
            permissions: z.array(
              z.strictObject({
                server: z.string(),
                tool: z.string(),
                effect: z
                  .enum(['allow', 'ask', 'deny', 'depends'])
                  .openapi({ description: '`depends`: on the arguments' }),
                rules: z.array(rule),
                reason: z.string(),
              }),
            ),
            unreadable: z.array(z.strictObject({ path: z.string(), why: z.string() })),
          }),
        },
      },
    },
    async ({ params: { id: which }, control }) => {
      const { home, sources } = control.engine;
      return json(await agentPermissions(home, sources, await found(control, which)));
    },
  ),
  route(
    {
      method: 'get',
      path: '/v1/agents/{id}/stats',
      isShort: true,
      access: 'self',
      tag: 'Agents',
      summary: 'How often an agent did what, and what was denied',
      params,
      query: z.strictObject({ since: momentQuery.optional(), until: momentQuery.optional() }),
      answers: {
        200: {
          description: 'Counts of its decisions',
          schema: z.strictObject({
            uses: z.array(z.strictObject({ server: z.string(), action: z.string(), ...tally, last: moment })),
            ...tally,
            last: moment.nullable(),
            unreadable,
          }),
        },
      },
    },
    async ({ params: { id: which }, query, control }) =>
      json(await agentStats(control.engine.home, await found(control, which), defined(query))),
  ),
];

async function found(control: Control, which: string): Promise<Agent> {
  const agent = await control.engine.agents.find(which);
  if (agent === null) throw new ProblemError('not-found', { detail: 'there is no such agent' });
  return agent;
}

/** Nothing but what the documentation says. */
function issuedOf({ agent: registered, token, expiresAt }: IssuedToken): IssuedToken {
  return { agent: registered, token, expiresAt };
}

/** Without what was not said. */
function defined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]: Exclude<T[K], undefined> };
}
