import { z } from '@hono/zod-openapi';
import type { Caller } from '../../app/control/access.ts';
import type { Control } from '../../app/control/control.ts';
import type { AuthzenQuestion } from '../../authz/authzen.ts';
import { readAuthzenRequest } from '../../authz/authzen.ts';
import { authzenError, authzenMetadata, authzenResponse } from '../../authz/authzenAnswer.ts';
import { evaluateBatch, readAuthzenBatch } from '../../authz/authzenBatch.ts';
import type { JsonObject } from '../../jsonrpc/message.ts';
import { authorizeAs } from '../authorizing.ts';
import { ProblemError } from '../problem.ts';
import { exact, route, type AdminRoute, type Answer, type Asked } from '../route.ts';
import { foreignObject } from '../schemas.ts';

const entity = (required: Readonly<Record<string, z.ZodType>>) =>
  z.looseObject({ ...required, properties: foreignObject.optional() }).optional();

const evaluation = {
  subject: entity({ type: z.string(), id: z.string() }).openapi({ description: 'Its `id` is the agent' }),
  action: entity({ name: z.string() }).openapi({ description: 'Its `properties` are the arguments' }),
  resource: entity({ type: z.string(), id: z.string() }),
  context: foreignObject.optional(),
};

const decision = z.looseObject({ decision: z.boolean(), context: foreignObject.optional() });

export const authzenRoutes: readonly AdminRoute[] = [
  route(
    {
      method: 'post',
      path: '/access/v1/evaluation',
      access: 'agent',
      tag: 'Authorization',
      summary: 'Evaluate access (OpenID AuthZEN 1.0)',
      body: z.looseObject(evaluation),
      invalidIs: 'bad-request',
      answers: { 200: { description: 'The decision', schema: decision } },
    },
    async ({ body, control, caller, header, ...from }) => {
      const reading = readAuthzenRequest(body as JsonObject);
      if (reading.kind === 'refused') throw refusal(reading.why);
      return answered(await evaluate(control, caller, reading.question, from), header);
    },
  ),
  route(
    {
      method: 'post',
      path: '/access/v1/evaluations',
      access: 'agent',
      tag: 'Authorization',
      summary: 'Evaluate access several times in one request (OpenID AuthZEN 1.0)',
      body: z.looseObject({
        ...evaluation,
        evaluations: z.array(z.looseObject(evaluation)).optional(),
        options: foreignObject.optional(),
      }),
      invalidIs: 'bad-request',
      answers: {
        200: {
          description: 'The decisions, in the order of what was asked; one alone where no list was given',
          schema: z.union([z.looseObject({ evaluations: z.array(decision) }), decision]),
        },
      },
    },
    async ({ body, control, caller, header, ...from }) => {
      const batch = readAuthzenBatch(body as JsonObject);
      if (batch.kind === 'refused') throw refusal(batch.why);
      if (batch.kind === 'single') {
        if (batch.reading.kind === 'refused') throw refusal(batch.reading.why);
        return answered(await evaluate(control, caller, batch.reading.question, from), header);
      }
      const one = async (question: AuthzenQuestion): Promise<JsonObject> => {
        try {
          return await evaluate(control, caller, question, from);
        } catch (error) {
          // What this caller may not ask takes nothing away from what it may.
          if (error instanceof ProblemError && error.key === 'forbidden') return authzenError(403, error.message);
          throw error;
        }
      };
      return answered(await evaluateBatch(batch, one), header);
    },
  ),
  route(
    {
      method: 'get',
      path: '/.well-known/authzen-configuration',
      access: 'open',
      tag: 'Authorization',
      summary: 'Tell where access is evaluated (OpenID AuthZEN 1.0)',
      answers: { 200: { description: 'The metadata', schema: z.looseObject({ policy_decision_point: z.string() }) } },
    },
    ({ header }) => exact(authzenMetadata(`http://${header('host') ?? 'localhost'}`)),
  ),
];

async function evaluate(
  control: Control,
  caller: Caller | null,
  { agent, server, method, session, action, resource, args, context }: AuthzenQuestion,
  from: Pick<Asked<unknown, unknown, unknown>, 'signal' | 'knock'>,
): Promise<JsonObject> {
  const body = {
    agent_id: agent,
    action,
    resource,
    args,
    context,
    ...(server === null ? {} : { server }),
    ...(method === null ? {} : { method }),
    ...(session === null ? {} : { session }),
  };
  return authzenResponse(await control.gate.authorize(await authorizeAs(control, caller, body, from)));
}

/** §10.1.3: whoever sends an id gets it back. */
function answered(value: JsonObject, header: (name: string) => string | null): Answer {
  const id = header('x-request-id');
  return exact(value, 200, id !== null && /^[\x21-\x7e]{1,128}$/.test(id) ? { 'X-Request-ID': id } : {});
}

function refusal(why: string): ProblemError {
  return new ProblemError('bad-request', { detail: why });
}
