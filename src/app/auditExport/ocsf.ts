import type { DecisionEntry } from '../../audit/sealedEntry.ts';
import type { ExportedEntry } from './exported.ts';

/**
 * A decision as an event of class API Activity (6003) of the Open Cybersecurity Schema Framework 1.3.0. Outcomes and events
 * of the log itself are no API calls and give null. What the class has no attribute for stands under `unmapped`.
 */
export function ocsfLine({ place, entry, columns }: ExportedEntry): string | null {
  return entry.record_phase === 'pre_execution' ? `${JSON.stringify(eventOf(place, entry, columns.ts))}\n` : null;
}

const CLASS = 6003;
/** `Other`: a method of MCP does not tell whether it creates, reads, updates or deletes. */
const OTHER = 99;

function eventOf(place: string, entry: DecisionEntry, time: number): object {
  const { leash, agent_id: agent, session_id: session, action_detail: detail } = entry;
  const isDenied = leash.effect === 'deny';
  const resources = [
    ...(detail.tool_name === null ? [] : [{ name: detail.tool_name, type: 'tool' }]),
    ...(detail.resource === null ? [] : [{ name: detail.resource, type: 'resource' }]),
  ];
  return {
    class_uid: CLASS,
    class_name: 'API Activity',
    category_uid: Math.floor(CLASS / 1000),
    category_name: 'Application Activity',
    activity_id: OTHER,
    activity_name: leash.method,
    type_uid: CLASS * 100 + OTHER,
    type_name: 'API Activity: Other',
    time,
    severity_id: isDenied ? 2 : 1,
    severity: isDenied ? 'Low' : 'Informational',
    status_id: isDenied ? 2 : 1,
    status: isDenied ? 'Failure' : 'Success',
    status_code: leash.effect,
    status_detail: leash.reason,
    metadata: {
      version: '1.3.0',
      uid: entry.record_id,
      sequence: leash.seq,
      product: { name: 'Leash', vendor_name: 'Leash' },
    },
    actor: { app_name: agent, session: { uid: session } },
    api: {
      operation: detail.tool_name ?? leash.method,
      service: { name: leash.server },
      ...(leash.jsonrpc_id === null ? {} : { request: { uid: String(leash.jsonrpc_id) } }),
    },
    // The log knows no address of the agent: its name is what there is.
    src_endpoint: { name: agent },
    ...(resources.length === 0 ? {} : { resources }),
    unmapped: {
      place,
      method: leash.method,
      mode: leash.mode,
      rules: leash.rules,
      obligations: leash.obligations,
      owasp: leash.owasp,
      policy_set: leash.policy_set,
    },
  };
}
