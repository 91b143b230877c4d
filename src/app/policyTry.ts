import type { Decision } from '../authz/decision.ts';
import type { AuthorizationRequest } from '../authz/request.ts';
import { userFolder } from '../edge/home.ts';
import { loadPolicySet } from '../edge/policyFile.ts';
import type { PolicySources } from '../edge/policyFiles.ts';
import { realPath } from '../edge/realPath.ts';

/** What the policies say to one request, and which set it was. */
export interface Tried {
  readonly policySet: string;
  readonly decision: Decision;
  /** Whether lists show it. */
  readonly listed: boolean;
}

/** Asks the policies about one request, as a proxy that is started in `cwd` would. */
export async function tryPolicies(sources: PolicySources, request: AuthorizationRequest, cwd: string): Promise<Tried> {
  const set = await loadPolicySet(sources, { cwd, home: userFolder(), realpath: realPath });
  const { agent, server } = request;
  const authorizer = set.authorizerFor({ agent, server, observe: false });
  return {
    policySet: set.hash,
    decision: authorizer.authorize(request),
    listed: authorizer.couldAllow({ ...request, args: null, context: {} }),
  };
}
