import { docsPage } from './docsPage.ts';
import { openapiDocument } from './openapi.ts';
import type { AdminRoute } from './route.ts';
import { agentRoutes } from './routes/agents.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { auditRoutes } from './routes/audit.ts';
import { authorizeRoutes } from './routes/authorize.ts';
import { authzenRoutes } from './routes/authzen.ts';
import { eventRoutes } from './routes/events.ts';
import { metaRoutes } from './routes/meta.ts';
import { policyRoutes } from './routes/policies.ts';
import { processRoutes } from './routes/process.ts';
import { serverRoutes } from './routes/servers.ts';

/** Every route of the admin API, in the order of the documentation. */
export const ROUTES: readonly AdminRoute[] = [
  ...authorizeRoutes,
  ...authzenRoutes,
  ...agentRoutes,
  ...approvalRoutes,
  ...policyRoutes,
  ...auditRoutes,
  ...serverRoutes,
  ...eventRoutes,
  ...processRoutes,
  ...metaRoutes(
    (version) => documentOnce(version),
    (version) => pageOnce(version),
  ),
];

const documentOnce = once((version) => openapiDocument(ROUTES, version));
const pageOnce = once((version) => docsPage(documentOnce(version)));

/** A process has one version. */
function once<T>(make: (version: string) => T): (version: string) => T {
  let made: { readonly value: T } | null = null;
  return (version) => (made ??= { value: make(version) }).value;
}
