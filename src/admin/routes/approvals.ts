import { z } from '@hono/zod-openapi';
import type { Answered } from '../../app/control/approvals.ts';
import { ProblemError } from '../problem.ts';
import { json, route, type AdminRoute } from '../route.ts';
import { PASSPHRASE_HEADER, passphraseIn } from '../unlocking.ts';
import { flagQuery, foreignObject, id, moment, rule, text, textsByName } from '../schemas.ts';

const scope = z.strictObject({
  local: flagQuery.default(false).openapi({ description: 'Of this process alone' }),
});

const params = z.strictObject({ id });
const reach = z.enum(['once', 'session', 'pattern']);
const by = z
  .string()
  .regex(/^[\w.:@ -]{1,64}$/)
  .openapi({ description: 'Who answers, for the record' });

const place = {
  proxy: z.string().nullable().openapi({ description: 'The process that holds it; null for this one' }),
};

const held = z
  .strictObject({
    ...place,
    id: z.string(),
    at: moment,
    expires_at: moment,
    session: z.string(),
    agent: z.string(),
    agent_id: z.string().nullable(),
    verified: z.boolean(),
    server: z.string(),
    method: z.string(),
    action: z.string().nullable(),
    resource: z.string().nullable(),
    args: foreignObject.nullable().openapi({ description: 'Exactly what is sent if it is approved' }),
    args_hash: z.string(),
    policy_set: z.string(),
    rules: z.array(rule),
    reason: z.string(),
    owasp: z.array(z.string()),
    risk: z.strictObject({ level: z.string(), effects: z.array(z.string()) }).nullable(),
    reaches: z.array(reach),
  })
  .openapi('HeldCall');

const grant = z
  .strictObject({
    ...place,
    id: z.string(),
    reach: z.enum(['session', 'pattern']),
    agent: z.string(),
    agent_id: z.string().nullable(),
    server: z.string(),
    session: z.string(),
    method: z.string(),
    action: z.string().nullable(),
    resource: z.string().nullable(),
    args_hash: z.string(),
    pattern: foreignObject.nullable(),
    policy_set: z.string(),
    by: z.string(),
    at: moment,
    expires_at: moment,
    uses: z.number().int(),
  })
  .openapi('Grant');

export const approvalRoutes: readonly AdminRoute[] = [
  route(
    {
      method: 'get',
      path: '/v1/approvals',
      access: 'admin',
      tag: 'Approvals',
      summary: 'List the calls that wait for a person, oldest first',
      query: scope,
      answers: { 200: { description: 'The held calls', schema: z.strictObject({ held: z.array(held) }) } },
    },
    async ({ query, control }) => json({ held: await control.approvals.held(query) }),
  ),
  route(
    {
      method: 'get',
      path: '/v1/approvals/grants',
      access: 'admin',
      tag: 'Approvals',
      summary: 'List the answers that reach further than one call',
      query: scope,
      answers: { 200: { description: 'The grants', schema: z.strictObject({ grants: z.array(grant) }) } },
    },
    async ({ query, control }) => json({ grants: await control.approvals.grants(query) }),
  ),
  route(
    {
      method: 'delete',
      path: '/v1/approvals/grants/{id}',
      access: 'admin',
      tag: 'Approvals',
      summary: 'Take a grant back',
      params,
      query: z.strictObject({ by: by.default('api') }),
      answers: { 204: { description: 'It lets nothing through any more' } },
    },
    async ({ params: { id: which }, query, control }) => {
      const isRevoked = await control.approvals.revoke(which, query.by);
      if (!isRevoked) throw new ProblemError('not-found', { detail: 'there is no such grant' });
      return { kind: 'empty' };
    },
  ),
  route(
    {
      method: 'post',
      path: '/v1/approvals/{id}',
      access: 'admin',
      widens: { butFor: 'deny' },
      tag: 'Approvals',
      summary: 'Answer a held call',
      description: 'The answer is bound to the arguments that were seen: one to any others is refused, and recorded.',
      params,
      body: z.strictObject({
        verdict: z.enum(['approve', 'deny']),
        args_hash: text(128, 1).openapi({ description: 'The `args_hash` of what was seen' }),
        reach: reach.default('once'),
        pattern: textsByName(4096).optional().openapi({
          description: 'For `pattern`: a glob for each argument that may differ',
        }),
        for_seconds: z.number().int().min(1).max(31_536_000).optional(),
        by: by.default('api'),
        reason: text(1024).optional(),
      }),
      answers: {
        200: {
          description: 'It is recorded, and in force',
          schema: z.strictObject({
            kind: z.literal('answered'),
            verdict: z.enum(['approve', 'deny']),
            grant: z.string().nullable(),
          }),
        },
      },
    },
    async ({ params: { id: which }, body, control, header }) => {
      const passphrase = header(PASSPHRASE_HEADER);
      const { verdict, args_hash: argsHash, reach: asked, pattern, for_seconds: forSeconds, by: who, reason } = body;
      const answer = {
        verdict,
        argsHash,
        reach: asked,
        by: who,
        ...(pattern === undefined ? {} : { pattern }),
        ...(forSeconds === undefined ? {} : { forSeconds }),
        ...(reason === undefined ? {} : { reason }),
      };
      // Whoever holds the call asks for it too.
      const given = passphrase === null ? null : passphraseIn(passphrase);
      const answered = await control.approvals.answer(which, answer, given);
      if (answered.kind === 'refused') throw refusalOf(answered);
      return json(answered);
    },
  ),
];

function refusalOf({ why, message }: Extract<Answered, { kind: 'refused' }>): ProblemError {
  return new ProblemError(KEYS[why], { detail: message, members: { refused: why } });
}

const KEYS = {
  unknown: 'not-found',
  expired: 'conflict',
  'already-answered': 'conflict',
  'other-arguments': 'conflict',
  reach: 'invalid',
  pattern: 'invalid',
  passphrase: 'passphrase',
  unrecorded: 'unavailable',
} as const satisfies Readonly<Record<Extract<Answered, { kind: 'refused' }>['why'], string>>;
