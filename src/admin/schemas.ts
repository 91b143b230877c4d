import { z } from '@hono/zod-openapi';

/** A moment. */
export const moment = z.iso.datetime({ offset: true }).openapi({ description: 'ISO 8601' });

/** A moment in a query, as milliseconds since the epoch. */
export const momentQuery = z.iso
  .datetime({ offset: true })
  .transform((text) => Date.parse(text))
  .openapi({ type: 'string', format: 'date-time', description: 'ISO 8601, with an offset or `Z`' });

/** A flag in a query. */
export const flagQuery = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .openapi({ type: 'string', enum: ['true', 'false'] });

/** A whole number in a query. */
export function countQuery(min: number, max: number, fallback: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().int().min(min).max(max))
    .default(fallback)
    .openapi({ type: 'integer', minimum: min, maximum: max, default: fallback });
}

/** A text of a bounded length without control characters. */
export function text(max: number, min = 0) {
  return z
    .string()
    .min(min)
    .max(max)
    .regex(/^[^\u0000-\u001f\u007f]*$/u, 'must hold no control characters');
}

/** The name of an agent, a server, a session or a tool in a filter. */
export const nameQuery = text(512, 1);

/** An id in a path: never a path itself. */
export const id = z
  .string()
  .regex(/^[\w:.-]{1,128}$/)
  .openapi({ example: '00:42' });

/** A JSON object whose members are somebody else's. Handed on as it is: `z.record` leaves a key `__proto__` out. */
export const foreignObject = z
  .custom<Record<string, unknown>>(isObject, 'must be an object')
  .openapi({ type: 'object', additionalProperties: {} });

/** Texts under names that somebody else chooses, handed on as they are. */
export function textsByName(max: number) {
  const isBounded = (each: unknown): boolean => typeof each === 'string' && each.length <= max;
  return z
    .custom<Record<string, string>>(
      (value) => isObject(value) && Object.values(value).every(isBounded),
      `must be an object of texts of at most ${max} characters`,
    )
    .openapi({ type: 'object', additionalProperties: { type: 'string', maxLength: max } });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const rule = z.strictObject({ policy: z.string(), rule: z.string() });

export const unreadable = z
  .array(z.strictObject({ shard: z.string(), why: z.string() }))
  .openapi({ description: 'Parts of the log that could not be read: what is answered is not all there is.' });

/** Which entries of the log are meant. */
export const entryFilter = {
  agent: nameQuery.optional(),
  server: nameQuery.optional(),
  action: nameQuery.optional().openapi({ description: 'Tool, prompt, URI or method; the name of an event' }),
  effect: z.enum(['allow', 'deny', 'observe_deny', 'event']).optional(),
  session: nameQuery.optional(),
  since: momentQuery.optional(),
  until: momentQuery.optional(),
};

/** RFC 9457. */
export const problem = z
  .strictObject({
    type: z.string().openapi({ example: 'urn:leash:problem:not-found' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().optional(),
    errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional(),
    refused: z.string().optional(),
  })
  .openapi('Problem');
