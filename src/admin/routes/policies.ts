import { z } from '@hono/zod-openapi';
import { listPolicies, validatePolicies } from '../../app/policies.ts';
import { replayPolicies } from '../../app/policyReplay.ts';
import { testCaseText } from '../../app/policyTest.ts';
import { bookOfTexts, validateTexts } from '../../app/policyTexts.ts';
import { loadRuleBook } from '../../app/ruleBook.ts';
import { heavily } from '../heavily.ts';
import { json, route, type AdminRoute } from '../route.ts';
import { foreignObject, nameQuery, rule, unreadable } from '../schemas.ts';

const problems = z.array(
  z.strictObject({
    file: z.string(),
    at: z.strictObject({ line: z.number().int(), column: z.number().int() }),
    message: z.string(),
  }),
);

const texts = z
  .array(z.string().max(1024 * 1024))
  .max(100)
  .optional()
  .openapi({
    description: 'Policies as YAML or JSON texts; those in force where absent',
  });

export const policyRoutes: readonly AdminRoute[] = [
  route(
    {
      method: 'get',
      path: '/v1/policies',
      access: 'admin',
      tag: 'Policies',
      summary: 'List the policies in force, in the order in which they are asked',
      description: 'Policies are written as files; the API only reads and tries them.',
      answers: {
        200: {
          description: 'The policies',
          schema: z.strictObject({
            policies: z.array(
              z.strictObject({
                name: z.string(),
                mode: z.enum(['enforce', 'observe']),
                priority: z.number(),
                agents: z.array(z.string()),
                servers: z.array(z.string()),
                rules: z.number().int(),
                file: z.string(),
                builtin: z.boolean(),
              }),
            ),
          }),
        },
      },
    },
    async ({ control }) => json({ policies: await listPolicies(control.engine.sources) }),
  ),
  route(
    {
      method: 'post',
      path: '/v1/policies/validate',
      access: 'admin',
      tag: 'Policies',
      summary: 'Check policies as they would be loaded together; nothing is put in force',
      body: z.strictObject({ policies: texts }),
      isBodyOptional: true,
      answers: {
        200: {
          description: 'What is wrong with them, if anything',
          schema: z.strictObject({
            ok: z.boolean(),
            files: z.array(
              z.strictObject({
                file: z.string(),
                policy: z.strictObject({ name: z.string(), rules: z.number().int() }).nullable(),
                problems,
                warnings: problems,
              }),
            ),
            problems,
            warnings: problems,
          }),
        },
      },
    },
    async ({ body: { policies }, control }) =>
      json(await (policies === undefined ? validatePolicies(control.engine.sources) : validateTexts(policies))),
  ),
  route(
    {
      method: 'post',
      path: '/v1/policies/test',
      access: 'admin',
      tag: 'Policies',
      summary: 'Run decision cases',
      body: z.strictObject({
        cases: z
          .string()
          .max(1024 * 1024)
          .openapi({
            description:
              'A file of cases as `leash policy test` takes it; its policies are written out or built in, or those in force',
          }),
      }),
      answers: {
        200: {
          description: 'What became of each case',
          schema: z.strictObject({
            file: z.string(),
            description: z.string(),
            problems,
            results: z.array(z.looseObject({ it: z.string() })),
          }),
        },
      },
    },
    async ({ body: { cases }, control }) => json(await testCaseText(cases, control.engine.sources)),
  ),
  route(
    {
      method: 'post',
      path: '/v1/policies/replay',
      access: 'admin',
      tag: 'Policies',
      summary: 'Decide what the log holds again, under other policies',
      description: 'Nothing is forwarded, and nothing is written. One at a time.',
      body: z.strictObject({
        policies: texts,
        agent: nameQuery.optional(),
        server: nameQuery.optional(),
        since: z.iso.datetime({ offset: true }).optional(),
        until: z.iso.datetime({ offset: true }).optional(),
      }),
      isBodyOptional: true,
      answers: {
        200: {
          description: 'What would change',
          schema: z.strictObject({
            policy_set: z.string(),
            decisions: z.number().int(),
            same: z.number().int(),
            changed: z.number().int(),
            undecidable: z.array(z.strictObject({ why: z.string(), count: z.number().int() })),
            aside: z.number().int(),
            changes: z.array(z.looseObject({ rules: z.array(rule).optional(), example: foreignObject.optional() })),
            unreadable,
          }),
        },
      },
    },
    ({ body: { policies, since, until, agent, server }, control }) =>
      heavily(control, async () => {
        const { engine } = control;
        const candidate = await (policies === undefined ? loadRuleBook(engine.sources) : bookOfTexts(policies));
        const period = {
          ...(since === undefined ? {} : { since: Date.parse(since) }),
          ...(until === undefined ? {} : { until: Date.parse(until) }),
        };
        return json(await replayPolicies({ home: engine.home, cwd: engine.cwd, candidate, agent, server, ...period }));
      }),
  ),
];
