import type { LeashCommand } from '../command.ts';
import { auditCheckpoint } from './auditCheckpoint.ts';
import { auditLog } from './auditLog.ts';
import { auditShow } from './auditShow.ts';
import { auditSummary } from './auditSummary.ts';
import { auditTail } from './auditTail.ts';
import { auditVerify } from './auditVerify.ts';
import { keysShow } from './keysShow.ts';
import { policyList } from './policyList.ts';
import { policyShow } from './policyShow.ts';
import { policyValidate } from './policyValidate.ts';
import { status } from './status.ts';

/** Every command of `leash`, by its group; the group without a name stands at the top. */
export const COMMANDS: readonly (readonly [
  group: string,
  { readonly summary: string; readonly commands: readonly LeashCommand[] },
])[] = [
  ['', { summary: '', commands: [status] }],
  ['policy', { summary: 'check, list and print policies', commands: [policyValidate, policyList, policyShow] }],
  [
    'audit',
    {
      summary: 'read and verify the log',
      commands: [auditLog, auditShow, auditTail, auditSummary, auditCheckpoint, auditVerify],
    },
  ],
  ['keys', { summary: 'the keys that sign the log', commands: [keysShow] }],
];
