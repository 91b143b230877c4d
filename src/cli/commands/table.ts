import type { CommandGroup } from '../command.ts';
import { agentsList } from './agentsList.ts';
import { agentsPermissions } from './agentsPermissions.ts';
import { agentsRegister } from './agentsRegister.ts';
import { agentsRotate } from './agentsRotate.ts';
import { agentsShow } from './agentsShow.ts';
import { agentsStats } from './agentsStats.ts';
import { agentsDelete, agentsResume, agentsSuspend } from './agentsStatus.ts';
import { agentsUpdate } from './agentsUpdate.ts';
import { approvalsApprove, approvalsDeny } from './approvalsAnswer.ts';
import { approvalsGrants } from './approvalsGrants.ts';
import { approvalsLock, approvalsUnlock } from './approvalsLock.ts';
import { approvalsList } from './approvalsList.ts';
import { approvalsRevoke } from './approvalsRevoke.ts';
import { approvalsShow } from './approvalsShow.ts';
import { auditCheckpoint } from './auditCheckpoint.ts';
import { auditExport } from './auditExport.ts';
import { auditLog } from './auditLog.ts';
import { auditScan } from './auditScan.ts';
import { auditShow } from './auditShow.ts';
import { auditSummary } from './auditSummary.ts';
import { auditTail } from './auditTail.ts';
import { auditVerify } from './auditVerify.ts';
import { completionOf } from './completion.ts';
import { dashboard } from './dashboard.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { hook } from './hook.ts';
import { init } from './init.ts';
import { keysShow } from './keysShow.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
import { pinsDiff } from './pinsDiff.ts';
import { pinsList } from './pinsList.ts';
import { pinsShow } from './pinsShow.ts';
import { policyAdd } from './policyAdd.ts';
import { policyCoverage } from './policyCoverage.ts';
import { policyExplain } from './policyExplain.ts';
import { policyList } from './policyList.ts';
import { policyReplay } from './policyReplay.ts';
import { policySchema } from './policySchema.ts';
import { policyShow } from './policyShow.ts';
import { policySuggest } from './policySuggest.ts';
import { policyTest } from './policyTest.ts';
import { policyValidate } from './policyValidate.ts';
import { resumeAll } from './resumeAll.ts';
import { scan } from './scan.ts';
import { start } from './start.ts';
import { status } from './status.ts';
import { stopAll } from './stopAll.ts';
import { tokenNew } from './tokenNew.ts';
import { trust } from './trust.ts';
import { unwrap } from './unwrap.ts';
import { wrap } from './wrap.ts';

/** Every command of `leash`. */
export const COMMANDS: readonly CommandGroup[] = [
  {
    name: '',
    summary: '',
    commands: [
      demo,
      init,
      wrap,
      unwrap,
      doctor,
      status,
      dashboard,
      start,
      hook,
      stopAll,
      resumeAll,
      scan,
      trust,
      login,
      logout,
      completionOf(() => COMMANDS),
    ],
  },
  {
    name: 'approvals',
    summary: 'answer the calls that wait for a person',
    commands: [
      approvalsList,
      approvalsShow,
      approvalsApprove,
      approvalsDeny,
      approvalsGrants,
      approvalsRevoke,
      approvalsLock,
      approvalsUnlock,
    ],
  },
  {
    name: 'policy',
    summary: 'write, check, try and print policies',
    commands: [
      policyAdd,
      policyValidate,
      policyTest,
      policyReplay,
      policyExplain,
      policySuggest,
      policyCoverage,
      policyList,
      policyShow,
      policySchema,
    ],
  },
  {
    name: 'audit',
    summary: 'read and verify the log',
    commands: [auditLog, auditShow, auditTail, auditSummary, auditScan, auditExport, auditCheckpoint, auditVerify],
  },
  {
    name: 'pins',
    summary: 'what is accepted of each server, and what waits',
    commands: [pinsList, pinsShow, pinsDiff],
  },
  {
    name: 'agents',
    summary: 'register agents, and say what becomes of them',
    commands: [
      agentsRegister,
      agentsList,
      agentsShow,
      agentsUpdate,
      agentsRotate,
      agentsSuspend,
      agentsResume,
      agentsDelete,
      agentsPermissions,
      agentsStats,
    ],
  },
  { name: 'keys', summary: 'show the keys that sign the log', commands: [keysShow] },
  { name: 'token', summary: 'make the tokens by which agents come in over HTTP', commands: [tokenNew] },
];

/** What a newcomer may try first. */
export const EXAMPLES: readonly string[] = [
  'leash demo',
  'leash init',
  'leash status',
  'leash policy add builtin:read-only',
  'leash audit log --effect deny --since 24h',
  'leash audit verify',
];
