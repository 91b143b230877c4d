import { z } from '@hono/zod-openapi';
import { takeCheckpoint } from '../../app/auditCheckpoint.ts';
import { exportEntries } from '../../app/auditExport.ts';
import { proveEntry } from '../../app/auditProof.ts';
import { scanAudit } from '../../app/auditScan.ts';
import { summarizeLog } from '../../app/auditSummary.ts';
import { verifyLog } from '../../app/auditVerify.ts';
import { auditEntry, auditItem, auditPage } from '../../app/control/auditDesk.ts';
import { heavily } from '../heavily.ts';
import { ProblemError } from '../problem.ts';
import { json, route, type AdminRoute } from '../route.ts';
import { countQuery, entryFilter, foreignObject, id, moment, momentQuery, nameQuery, unreadable } from '../schemas.ts';

const params = z.strictObject({ id });

const item = z
  .strictObject({
    place: z.string().openapi({ example: '00:42' }),
    record_id: z.string().nullable(),
    at: moment,
    phase: z.enum(['decision', 'outcome', 'event']),
    agent: z.string(),
    server: z.string(),
    session: z.string(),
    action: z.string(),
    effect: z.string(),
    outcome: z.string().nullable(),
    entry: foreignObject.nullable().openapi({ description: 'What is hashed and signed, with its own names' }),
  })
  .openapi('AuditItem');

const opened = z
  .strictObject({
    opened: z.array(z.strictObject({ path: z.string(), value: z.unknown(), kind: z.enum(['value', 'hash']) })),
    hidden: z.number().int(),
    unmatched: z.number().int(),
  })
  .nullable();

const counts = z.array(z.strictObject({ value: z.string(), count: z.number().int() }));

const missing = (): ProblemError => new ProblemError('not-found', { detail: 'there is no such entry' });

export const auditRoutes: readonly AdminRoute[] = [
  route(
    {
      method: 'get',
      path: '/v1/audit',
      isShort: true,
      access: 'admin',
      tag: 'Audit log',
      summary: 'Read the log, newest first',
      description: 'Decisions and events; a decision tells its outcome. Nobody can write entries.',
      query: z.strictObject({
        ...entryFilter,
        limit: countQuery(1, 1000, 100),
        cursor: z.string().max(20_000).optional().openapi({ description: 'From the page before' }),
      }),
      answers: {
        200: {
          description: 'A page',
          schema: z.strictObject({ items: z.array(item), cursor: z.string().nullable(), unreadable }),
        },
      },
    },
    async ({ query, control }) => json(await auditPage(control.engine.home, query)),
  ),
  route(
    {
      method: 'get',
      path: '/v1/audit/summary',
      isShort: true,
      access: 'admin',
      tag: 'Audit log',
      summary: 'Count what the log holds',
      query: z.strictObject({ since: momentQuery.optional(), until: momentQuery.optional() }),
      answers: {
        200: {
          description: 'Values and how often they occur',
          schema: z.strictObject({
            entries: z.number().int(),
            from: moment.nullable(),
            to: moment.nullable(),
            counts: z.strictObject({
              effect: counts,
              status: counts,
              event: counts,
              agent: counts,
              server: counts,
              action: counts,
              rule: counts,
            }),
            shards: z.array(z.strictObject({ shard: z.string(), entries: z.number().int(), to: moment.nullable() })),
            unreadable,
          }),
        },
      },
    },
    async ({ query: { since, until }, control }) =>
      json(
        await summarizeLog(control.engine.home, {
          ...(since === undefined ? {} : { since }),
          ...(until === undefined ? {} : { until }),
        }),
      ),
  ),
  route(
    {
      method: 'get',
      path: '/v1/audit/export',
      isShort: true,
      access: 'admin',
      tag: 'Audit log',
      summary: 'Export entries, oldest first',
      description: 'A stream. One that breaks off is not all: part of the log could not be read.',
      query: z.strictObject({ ...entryFilter, format: z.enum(['jsonl', 'csv', 'ocsf', 'aat']).default('jsonl') }),
      answers: {
        200: { description: 'A line for each entry', schema: z.string(), type: 'application/x-ndjson' },
      },
    },
    ({ query: { format, ...filter }, control }) => ({
      kind: 'stream',
      type: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
      chunks: exportEntries(control.engine.home, filter, format),
      headers: { 'Content-Disposition': `attachment; filename="leash-audit.${format === 'csv' ? 'csv' : 'jsonl'}"` },
    }),
  ),
  route(
    {
      method: 'get',
      path: '/v1/audit/checkpoint',
      isShort: true,
      access: 'admin',
      tag: 'Audit log',
      summary: 'Take a checkpoint, to be kept elsewhere',
      answers: {
        200: {
          description: 'Signed notes (C2SP) of the index and of each log',
          schema: z.strictObject({
            text: z.string(),
            index: z.looseObject({ slot: z.string(), size: z.number().int() }),
            shards: z.array(z.looseObject({ slot: z.string(), size: z.number().int() })),
            unreadable,
          }),
        },
      },
    },
    async ({ control }) => json(await takeCheckpoint(control.engine.home, () => undefined)),
  ),
  route(
    {
      method: 'get',
      path: '/v1/audit/{id}',
      isShort: true,
      access: 'admin',
      tag: 'Audit log',
      summary: 'Show an entry, with the arguments that the kept openings reveal',
      params,
      answers: {
        200: {
          description: 'The entry',
          schema: z.strictObject({
            ...item.shape,
            bytes: z.string().openapi({ description: 'As it is hashed and signed' }),
            disclosed: opened,
            outcome_disclosed: opened,
            decision: item.nullable().openapi({ description: 'The decision that an outcome belongs to' }),
          }),
        },
      },
    },
    async ({ params: { id: which }, control }) => {
      const shown = await auditEntry(control.engine.home, which);
      if (shown === null) throw missing();
      const { line, bytes, opened: disclosed, outcomeOpened: outcomeDisclosed, decision } = shown;
      return json({
        ...auditItem(line),
        bytes,
        disclosed,
        outcomeDisclosed,
        decision: decision === null ? null : auditItem(decision),
      });
    },
  ),
  route(
    {
      method: 'get',
      path: '/v1/audit/{id}/proof',
      isShort: true,
      access: 'admin',
      tag: 'Audit log',
      summary: 'Prove that an entry is in the log',
      description:
        'RFC 6962 §2.1.1: from the bytes and the path follows the root hash that the checkpoint is signed over.',
      params,
      answers: {
        200: {
          description: 'The proof',
          schema: z.strictObject({
            place: z.string(),
            bytes: z.string(),
            index: z.number().int(),
            size: z.number().int(),
            path: z.array(z.string()),
            checkpoint: z.string(),
          }),
        },
      },
    },
    async ({ params: { id: which }, control }) => {
      const proof = await proveEntry(control.engine.home, which);
      if (proof === null) throw missing();
      return json(proof);
    },
  ),
  route(
    {
      method: 'post',
      path: '/v1/audit/verify',
      isShort: true,
      access: 'admin',
      tag: 'Audit log',
      summary: 'Verify the whole log',
      description: 'One at a time.',
      body: z.strictObject({
        key: z.string().max(1000).optional().openapi({ description: 'The root key to trust' }),
        checkpoints: z
          .string()
          .max(500_000)
          .optional()
          .openapi({ description: 'Checkpoints that were kept elsewhere' }),
      }),
      isBodyOptional: true,
      answers: {
        200: {
          description: 'What was found',
          schema: z.looseObject({
            status: z.enum(['verified', 'tampered', 'incomplete']),
            entries: z.number().int(),
            findings: z.array(z.looseObject({ kind: z.string(), message: z.string() })),
            gaps: z.array(z.looseObject({ message: z.string() })),
          }),
        },
      },
    },
    ({ body: { key, checkpoints }, control }) =>
      heavily(control, async () => {
        const { home } = control.engine;
        const { status, entries, findings, gaps, rootKey, window, logs } = await verifyLog({
          home,
          key: key ?? null,
          checkpoints: checkpoints ?? null,
        });
        const shards = logs.map(({ slot, report }) => ({
          shard: slot,
          entries: report.entries,
          commits: report.commits,
          more: report.more,
        }));
        return json({ status, entries, findings, gaps, rootKey, window, shards });
      }),
  ),
  route(
    {
      method: 'post',
      path: '/v1/audit/scan',
      isShort: true,
      access: 'admin',
      tag: 'Audit log',
      summary: 'Look through the log for what a person should see',
      description: 'One at a time.',
      body: z.strictObject({
        since: moment.optional(),
        until: moment.optional(),
        agent: nameQuery.optional(),
        server: nameQuery.optional(),
        session: nameQuery.optional(),
      }),
      isBodyOptional: true,
      answers: {
        200: {
          description: 'Findings, newest first',
          schema: z.looseObject({
            entries: z.number().int(),
            findings: z.array(z.looseObject({ id: z.string(), severity: z.string(), message: z.string() })),
            unreadable,
          }),
        },
      },
    },
    ({ body: { since, until, ...filter }, control }) =>
      heavily(control, async () => {
        const { home, sources } = control.engine;
        const period = {
          ...(since === undefined ? {} : { since: Date.parse(since) }),
          ...(until === undefined ? {} : { until: Date.parse(until) }),
        };
        return json(await scanAudit(home, { ...filter, ...period, sources }));
      }),
  ),
];
