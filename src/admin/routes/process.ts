import { z } from '@hono/zod-openapi';
import { resumeAll, stopAll } from '../../app/stopAll.ts';
import { exact, json, route, type AdminRoute } from '../route.ts';
import { moment, text } from '../schemas.ts';

const count = z.number().int();

const status = {
  info: z.strictObject({
    kind: z.enum(['proxy', 'server']),
    pid: count,
    version: z.string(),
    server: z.string().nullable(),
    transport: z.enum(['stdio', 'http', 'none']),
    upstream: z.string().nullable(),
    started_at: moment,
  }),
  sessions: z.array(
    z.strictObject({
      session: z.string(),
      agent: z.string(),
      agent_id: z.string().nullable(),
      verified: z.boolean(),
      started_at: moment,
    }),
  ),
  session_count: count,
  counts: z.strictObject({
    allowed: count,
    denied: count,
    observed: count,
    unrecorded: count,
    outcomes: count,
    errors: count,
    events: count,
  }),
  held: count,
  grants: count,
  backlog: count,
  policy_set: z.string().nullable(),
  problem: z.string().nullable(),
  stopped: z.strictObject({ reason: z.string(), at: moment }).nullable(),
};

const proxyStatus = z.strictObject(status).openapi('ProxyStatus');

const outcome = z.strictObject({ changed: z.boolean(), unrecorded: z.string().nullable() });

export const processRoutes: readonly AdminRoute[] = [
  route(
    {
      method: 'get',
      path: '/v1/proxy',
      access: 'admin',
      tag: 'Live',
      summary: 'Tell what this process is up to',
      answers: { 200: { description: 'Its state', schema: proxyStatus } },
    },
    ({ control }) => json(control.status()),
  ),
  route(
    {
      method: 'get',
      path: '/v1/proxies',
      access: 'admin',
      tag: 'Live',
      summary: 'Tell what all live processes of the home are up to',
      description: 'A proxy knows of itself alone; `leash start` of all.',
      answers: {
        200: {
          description: 'Their states',
          schema: z.strictObject({
            proxies: z.array(z.strictObject({ id: z.string().nullable(), ...status })),
            silent: z.array(z.strictObject({ id: z.string(), pid: count, why: z.string() })),
          }),
        },
      },
    },
    async ({ control }) => {
      const { proxies, silent } = (await control.fleet?.list()) ?? { proxies: [], silent: [] };
      return json({ proxies: [{ id: null, ...control.status() }, ...proxies], silent });
    },
  ),
  route(
    {
      method: 'post',
      path: '/v1/stop',
      access: 'admin',
      tag: 'Live',
      summary: 'Stop every call of every proxy of the home, within a second',
      body: z.strictObject({ reason: text(1024).optional() }),
      isBodyOptional: true,
      answers: { 200: { description: 'It is stopped', schema: outcome } },
    },
    async ({ body: { reason = '' }, control: { engine } }) =>
      json(await stopAll(engine.home, { by: 'api', reason, log: engine.log })),
  ),
  route(
    {
      method: 'post',
      path: '/v1/resume',
      access: 'admin',
      widens: 'always',
      tag: 'Live',
      summary: 'Let calls through again',
      body: z.strictObject({}),
      isBodyOptional: true,
      answers: { 200: { description: 'Policies are asked again', schema: outcome } },
    },
    async ({ control: { engine } }) => json(await resumeAll(engine.home, { by: 'api', log: engine.log })),
  ),
  route(
    {
      method: 'get',
      path: '/v1/metrics',
      isShort: true,
      access: 'admin',
      tag: 'Operations',
      summary: 'Measurements in the text format of Prometheus',
      answers: {
        200: { description: 'Metrics', schema: z.string(), type: 'text/plain; version=0.0.4; charset=utf-8' },
      },
    },
    ({ control }) => ({ kind: 'text', type: 'text/plain; version=0.0.4; charset=utf-8', text: control.metrics() }),
  ),
  route(
    {
      method: 'get',
      path: '/v1/health',
      isShort: true,
      access: 'open',
      tag: 'Operations',
      summary: 'Whether the process lives',
      answers: { 200: { description: 'It does', schema: z.strictObject({ status: z.literal('ok') }) } },
    },
    () => exact({ status: 'ok' }),
  ),
  route(
    {
      method: 'get',
      path: '/v1/ready',
      isShort: true,
      access: 'open',
      tag: 'Operations',
      summary: 'Whether it can let anything through',
      description: 'Why it cannot is told with the admin token alone.',
      answers: {
        200: { description: 'It can', schema: z.strictObject({ ready: z.literal(true) }) },
        503: { description: 'It denies everything', schema: z.strictObject({ ready: z.literal(false) }) },
      },
    },
    async ({ control }) => {
      const isReady = (await control.readiness()).length === 0;
      return exact({ ready: isReady }, isReady ? 200 : 503);
    },
  ),
];
