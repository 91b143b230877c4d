import { z } from '@hono/zod-openapi';
import { ProblemError } from '../problem.ts';
import { route, type AdminRoute } from '../route.ts';
import { countQuery, flagQuery, nameQuery } from '../schemas.ts';

/** Streams of one process that are open at a time. */
const MAX_STREAMS = 64;
let open = 0;

export const eventRoutes: readonly AdminRoute[] = [
  route(
    {
      method: 'get',
      path: '/v1/events',
      access: 'admin',
      tag: 'Live',
      summary: 'Follow what happens',
      description:
        'Server-sent events: `decision`, `outcome` and `event` as they are recorded, `approvals` when what is held is different, ' +
        '`status` when it was asked for, `gap` for what was left out. `Last-Event-ID` goes on where a reader stopped.',
      query: z.strictObject({
        agent: nameQuery.optional(),
        server: nameQuery.optional(),
        kind: z.enum(['decision', 'outcome', 'event']).optional(),
        local: flagQuery.default(false).openapi({ description: 'This process alone' }),
        status: flagQuery.default(false).openapi({ description: 'Tell the state of this process too, each second' }),
        rate: countQuery(1, 100_000, 100_000).openapi({ description: 'Most events in a second' }),
      }),
      answers: { 200: { description: 'A stream that does not end', schema: z.string(), type: 'text/event-stream' } },
    },
    ({ query: { agent, server, kind, ...query }, control, header, signal }) => {
      if (open >= MAX_STREAMS) throw new ProblemError('busy', { headers: { 'Retry-After': '10' } });
      const chunks = control.events({
        ...query,
        lastEventId: header('last-event-id'),
        signal,
        wants: ({ event }) =>
          event.kind === 'gap' ||
          ((agent ?? event.agent) === event.agent &&
            (server ?? event.server) === event.server &&
            (kind ?? event.kind) === event.kind),
      });
      return {
        kind: 'stream',
        type: 'text/event-stream',
        chunks: counted(chunks),
        headers: { 'X-Accel-Buffering': 'no' },
      };
    },
  ),
];

async function* counted(chunks: AsyncGenerator<string, void>): AsyncGenerator<string, void> {
  open += 1;
  try {
    yield* chunks;
  } finally {
    open -= 1;
  }
}
