import { z } from '@hono/zod-openapi';
import { exact, route, type AdminRoute } from '../route.ts';

/** The description of all routes; asked for late, since it describes these too. */
export function metaRoutes(
  document: (version: string) => object,
  page: (version: string) => string,
): readonly AdminRoute[] {
  return [
    route(
      {
        method: 'get',
        path: '/v1/openapi.json',
        isShort: true,
        access: 'open',
        tag: 'Operations',
        summary: 'This API as an OpenAPI 3.1 document',
        answers: { 200: { description: 'The document', schema: z.looseObject({ openapi: z.string() }) } },
      },
      ({ control }) => exact(document(control.status().info.version)),
    ),
    route(
      {
        method: 'get',
        path: '/v1/docs',
        isShort: true,
        access: 'open',
        tag: 'Operations',
        summary: 'This API as a page for people',
        answers: {
          200: { description: 'A page that loads nothing else', schema: z.string(), type: 'text/html; charset=utf-8' },
        },
      },
      ({ control }) => ({
        kind: 'text',
        type: 'text/html; charset=utf-8',
        text: page(control.status().info.version),
        headers: PAGE_HEADERS,
      }),
    ),
  ];
}

/** The page is whole: it asks nobody for anything, and nobody shows it in a frame. */
const PAGE_HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
};
