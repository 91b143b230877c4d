import type { Home } from '../../edge/home.ts';
import { userFolder } from '../../edge/home.ts';
import { loadPolicySet } from '../../edge/policyFile.ts';
import { realPath } from '../../edge/realPath.ts';
import type { ScannedServer } from './scan.ts';

/** Which tools the policies of the home could allow, for the default agent; null where the policies do not validate. */
export async function coverageOf(home: Home, { name, report }: ScannedServer): Promise<readonly boolean[] | null> {
  try {
    const environment = { cwd: process.cwd(), home: userFolder(), realpath: realPath };
    const set = await loadPolicySet({ given: [], folder: home.policies }, environment);
    const authorizer = set.authorizerFor({ agent: 'default', server: name, observe: false });
    return report.tools.map((tool) =>
      authorizer.couldAllow({
        agent: 'default',
        server: name,
        from: 'client',
        method: 'tools/call',
        action: tool.name,
        resource: null,
        args: null,
        context: {},
      }),
    );
  } catch {
    return null;
  }
}
