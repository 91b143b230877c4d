import { expect, it } from 'vitest';
import { ocsfLine } from '../../../src/app/auditExport/ocsf.ts';
import { callEntry, deniedEntry, eventEntry } from './entries.ts';

it('has what the class API Activity requires', () => {
  const event: unknown = JSON.parse(ocsfLine(callEntry('files/read_file')) ?? '');
  expect(event).toMatchObject({
    class_uid: 6003,
    category_uid: 6,
    activity_id: 99,
    type_uid: 600399,
    time: 0,
    severity_id: 1,
    status_id: 1,
    metadata: { version: '1.3.0', uid: 'record-1', product: { name: 'Leash', vendor_name: 'Leash' } },
    actor: { app_name: 'claude', session: { uid: 'claude at files' } },
    api: { operation: 'read_file', service: { name: 'files' } },
    src_endpoint: { name: 'claude' },
    resources: [{ name: 'read_file', type: 'tool' }],
    unmapped: { place: '00:1', rules: [{ policy: 'team', rule: 'yes' }] },
  });
});

it('calls a denial a failure, and an event no call', () => {
  expect(JSON.parse(ocsfLine(deniedEntry('files/x')) ?? '')).toMatchObject({ status_id: 2, status_code: 'deny' });
  expect(ocsfLine(eventEntry('session_start'))).toBeNull();
});
