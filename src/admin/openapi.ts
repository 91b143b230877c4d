import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { AdminRoute, RouteAnswer } from './route.ts';
import { problem } from './schemas.ts';
import { PASSPHRASE_HEADER } from './unlocking.ts';

/** The routes as an OpenAPI 3.1 document, from the schemas that requests are read by. */
export function openapiDocument(routes: readonly AdminRoute[], version: string): OpenapiDocument {
  const app = new OpenAPIHono();
  app.openAPIRegistry.registerComponent('securitySchemes', 'admin', {
    type: 'http',
    scheme: 'bearer',
    description: 'The token in `keys/admin.token` of the home.',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'agent', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The token of an agent: it may ask for itself, and read itself.',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'passphrase', {
    type: 'apiKey',
    in: 'header',
    name: PASSPHRASE_HEADER,
    description:
      'Where a passphrase is set (`leash approvals lock`): in UTF-8, percent-encoded. To deny never needs it.',
  });
  for (const each of routes) app.openAPIRegistry.registerPath(configOf(each));
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Leash admin API',
      version,
      description:
        'Authorization for the tools of AI agents. The same routes answer on the control socket of each proxy and on ' +
        '`leash start` / `--admin`. Errors are problem documents (RFC 9457); moments are ISO 8601.',
    },
  });
}

/** As far as it is looked into here. */
export type OpenapiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>;

function configOf(spec: AdminRoute): RouteConfig {
  const { method, path, isShort, tag, summary, params, query, body, isBodyOptional, access, widens } = spec;
  const short = isShort === true ? `Also at \`${path.replace(/^\/v1/, '')}\`.` : '';
  const description = [spec.description ?? '', short].filter((each) => each !== '').join(' ');
  return {
    method,
    path,
    tags: [tag],
    summary,
    ...(description === '' ? {} : { description }),
    security: widens === undefined ? SECURITY[access] : WITH_PASSPHRASE,
    request: {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { query }),
      ...(body === undefined
        ? {}
        : { body: { required: isBodyOptional !== true, content: { 'application/json': { schema: body } } } }),
    },
    responses: {
      ...Object.fromEntries(Object.entries(spec.answers).map(([status, answer]) => [status, responseOf(answer)])),
      default: {
        description: 'A problem (RFC 9457)',
        content: { 'application/problem+json': { schema: problem } },
      },
    },
  };
}

/** The second is asked for where a passphrase is set. */
const WITH_PASSPHRASE: Record<string, string[]>[] = [{ admin: [] }, { admin: [], passphrase: [] }];

const SECURITY: Readonly<Record<AdminRoute['access'], Record<string, string[]>[]>> = {
  open: [],
  admin: [{ admin: [] }],
  agent: [{ admin: [] }, { agent: [] }],
  self: [{ admin: [] }, { agent: [] }],
};

function responseOf({ description, schema, type = 'application/json' }: RouteAnswer) {
  return schema === undefined ? { description } : { description, content: { [type]: { schema } } };
}
