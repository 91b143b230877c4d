import { z } from '@hono/zod-openapi';
import { authorizeAs, authorizeReply } from '../authorizing.ts';
import { exact, route, type AdminRoute } from '../route.ts';
import { foreignObject, moment, rule, text } from '../schemas.ts';

/** What is asked of the gate. */
export const authorizeBody = z
  .strictObject({
    agent_id: text(128, 1).optional().openapi({
      description:
        'Whose doing it is: an id or a name of the registry. Agents name themselves or nobody; people have to name one.',
    }),
    session: text(128, 1).optional().openapi({ description: 'Groups what one run of an agent does' }),
    server: text(128, 1).optional().openapi({ description: 'Where it goes, as policies know it', default: 'api' }),
    method: text(128, 1).optional().openapi({ default: 'tools/call' }),
    action: text(256, 1).openapi({ example: 'email.send' }),
    resource: z.string().max(8192).nullable().optional(),
    args: foreignObject.nullable().optional(),
    context: foreignObject.optional().openapi({ description: "The caller's own claims: may deny, never allow alone" }),
    wait: z.boolean().optional().openapi({
      description: 'Whether to wait for a person where a rule asks for one; else such a rule denies',
    }),
  })
  .openapi('AuthorizeRequest');

const authorizeAnswer = z
  .strictObject({
    allowed: z.boolean(),
    effect: z.enum(['allow', 'deny', 'observe_deny']),
    reason: z.string(),
    denial: z.string().nullable(),
    near_miss: z.string().nullable(),
    rules: z.array(rule),
    obligations: z.array(foreignObject),
    owasp: z.array(z.string()),
    policy_set: z.string(),
    session: z.string(),
    receipt: z
      .strictObject({ shard: z.string(), index: z.number().int(), record_id: z.string() })
      .nullable()
      .openapi({ description: 'Where it stands in the log; null where that could not take it, and it is denied' }),
    retry_at: moment.nullable(),
  })
  .openapi('AuthorizeAnswer');

export const authorizeRoutes: readonly AdminRoute[] = [
  route(
    {
      method: 'post',
      path: '/v1/authorize',
      isShort: true,
      access: 'agent',
      tag: 'Authorization',
      summary: 'Ask whether something may be done',
      description: 'The decision stands in the log before it is answered. A denial is an answer, and no error.',
      body: authorizeBody,
      answers: { 200: { description: 'What was decided', schema: authorizeAnswer } },
    },
    async ({ body, control, caller, ...from }) =>
      exact(authorizeReply(await control.gate.authorize(await authorizeAs(control, caller, body, from)))),
  ),
];
