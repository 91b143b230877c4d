import { z } from '@hono/zod-openapi';
import { listPinned } from '../../app/pinned.ts';
import { scanListing } from '../../app/scan/given.ts';
import { reject, trust, waitingFor } from '../../app/trust.ts';
import { ProblemError } from '../problem.ts';
import { json, route, type AdminRoute } from '../route.ts';
import { foreignObject, moment, text } from '../schemas.ts';

const server = text(128, 1);

const item = z.looseObject({
  kind: z.string(),
  name: z.string(),
  fingerprint: z.string(),
  situation: z.string(),
  grade: z.string(),
  lines: z.array(z.string()),
});

const group = z.strictObject({
  server: z.string(),
  id: z.string(),
  started: z.string(),
  passes_for: z.string().nullable(),
  items: z.array(item),
});

export const serverRoutes: readonly AdminRoute[] = [
  route(
    {
      method: 'post',
      path: '/v1/scan',
      access: 'admin',
      tag: 'Servers',
      summary: 'Scan what a server says of itself',
      description: 'Scans a recorded listing; no server is started or called.',
      body: z.strictObject({
        name: server,
        listing: foreignObject.openapi({
          description: 'A `tools/list` result, with `instructions`, `prompts` and so on beside it',
        }),
      }),
      answers: {
        200: {
          description: 'What the scanner found',
          schema: z.looseObject({
            server: z.looseObject({ grade: z.string() }),
            tools: z.array(z.looseObject({ name: z.string(), grade: z.string() })),
          }),
        },
      },
    },
    async ({ body: { name, listing }, control }) => json(await scanListing(control.engine.home, name, listing)),
  ),
  route(
    {
      method: 'get',
      path: '/v1/pins',
      access: 'admin',
      tag: 'Servers',
      summary: 'List the servers that are known, and how many of their tools wait',
      answers: {
        200: {
          description: 'The servers',
          schema: z.strictObject({
            servers: z.array(
              z.strictObject({
                server: z.string(),
                started: z.string(),
                trusted: z.boolean(),
                tools: z.number().int(),
                waiting: z.number().int(),
                since: moment.nullable(),
                problem: z.string().nullable(),
              }),
            ),
          }),
        },
      },
    },
    async ({ control }) => json({ servers: await listPinned(control.engine.home) }),
  ),
  route(
    {
      method: 'get',
      path: '/v1/trust',
      access: 'admin',
      tag: 'Servers',
      summary: 'Look at what of a server waits for a person',
      query: z.strictObject({ server, tool: text(512, 1).optional() }),
      answers: { 200: { description: 'What waits', schema: z.strictObject({ waiting: z.array(group) }) } },
    },
    async ({ query, control }) => json({ waiting: await waiting(control.engine.home, query.server, query.tool) }),
  ),
  route(
    {
      method: 'post',
      path: '/v1/trust',
      access: 'admin',
      widens: { butFor: 'reject' },
      tag: 'Servers',
      summary: 'Accept, or reject, what was looked at',
      description: 'Names what was seen by its fingerprints: nothing else is decided.',
      body: z.strictObject({
        server,
        id: text(128, 1).openapi({ description: 'The identity, as `GET /v1/trust` names it' }),
        fingerprints: z.array(text(128, 1)).min(1).max(10_000),
        verdict: z.enum(['accept', 'reject']),
        keep: z
          .boolean()
          .default(false)
          .openapi({ description: 'Leave what was accepted under the same name beside it' }),
      }),
      answers: { 200: { description: 'How many were decided', schema: z.strictObject({ decided: z.number().int() }) } },
    },
    async ({ body: { server: name, id, fingerprints, verdict, keep }, control }) => {
      const { home } = control.engine;
      const found = (await waiting(home, name, undefined)).find((each) => each.id === id);
      const wanted = new Set(fingerprints);
      const items = (found?.items ?? []).filter(({ fingerprint }) => wanted.has(fingerprint));
      if (found === undefined || items.length < wanted.size) {
        throw new ProblemError('conflict', { detail: 'not all of it waits any more; nothing was decided, look again' });
      }
      const decided = { server: found.server, id: found.id, items };
      if (verdict === 'accept') await trust(home, decided, { keep });
      else await reject(home, decided);
      return json({ decided: items.length });
    },
  ),
];

function waiting(home: Parameters<typeof waitingFor>[0], name: string, tool: string | undefined) {
  return waitingFor(home, { server: name, tool: tool ?? null, identity: null });
}
