/** Words for checks and those who make them, and for going around both. A space separates entries, `_` stands for a space inside one; nothing is inflected. */
export const CONSENT = {
  asking: 'asking prompting notifying informing telling consulting alerting waiting_for',
  signOff:
    'confirmation confirmations approval approvals consent sign-off signoff review permission human oversight ' +
    'authorization',
  exempt: 'exempt exempted excluded excused',
  unauthorized:
    'not_authorized unauthorized not_permitted not_allowed not_authorised no_permission lack_permission ' +
    'lacks_permission not_have_permission',
  actionWord: 'action input intervention interaction involvement',
  safeguardStrict:
    'security_check security_checks security_control security_controls permission_check permission_checks ' +
    'access_control access_controls authentication authorization safeguard safeguards guardrails ' +
    'content_filter content_filters content_filtering safety_filter safety_filters safety_check safety_checks ' +
    'security_policy security_policies safety_policy safety_policies safety_instructions safety_guidelines ' +
    'safety_rules security_measures safety_measures safety_protocols security_protocols standard_security ' +
    'normal_safety normal_permission normal_security standard_permission human_review manual_review ' +
    'security_restrictions content_policy content_policies approval_workflow approval_process ' +
    'ethical_guidelines usage_policies restrictions sandbox security_rules audit_controls security_scanning ' +
    'security_review compliance_checks user_verification approval_gates approval_gate policy_enforcement',
  safetyWord:
    'safety_rules safety_guidelines safety_policies safety_filters safety_checks content_policy ' +
    'usage_policies safety_training ethical_rules restrictions',
  suspended:
    'not_apply no_longer_apply do_not_apply are_suspended is_suspended are_lifted are_disabled are_void ' +
    'are_off not_in_effect does_not_apply',
  lifted: 'lifted suspended void waived revoked cancelled canceled overruled obsolete superseded_by not_binding',
  checkWord: 'checks check safeguards verification protections limits restrictions review precautions filters',
  usual: 'usual normal regular standard customary ordinary typical',
  stopAsking:
    "stop_asking quit_asking cease_asking never_ask_again no_need_to_ask need_not_ask needn't_ask " +
    'no_confirmation_needed no_confirmation_required no_confirmation_is no_approval_needed no_approval_is ' +
    'drop_confirmation drop_the_confirmation drop_all_confirmation approve_each approve_every approve_all ' +
    'approve_any auto-approve auto_approve autoapprove allow_all_tool approve_all_tool',
  disableWord: 'disable disables disabling turn_off switch_off deactivate',
  turnedOff: 'turned_off switched_off disabled deactivated off skipped ignored bypassed',
  safeguardThing:
    'firewall tls ssl certificate_verification tls_verification ssl_verification certificate_checks ' +
    'certificate_validation content_filter content_filters safety_filter safety_filters confirmation_prompt ' +
    'confirmation_prompts confirmation_dialog confirmation_dialogs approval_prompts branch_protection sandbox ' +
    'sandboxing antivirus defender security_software verification selinux gatekeeper two-factor mfa 2fa ' +
    'authentication permission_prompts code_signing signature_checks host_key_checking',
  antivirusWord: 'antivirus anti-virus defender edr two-factor 2fa mfa security_software gatekeeper',
  loosen: 'relaxes relax relaxing loosens loosen weakens weaken lowers lower softens soften',
  fullRights:
    'full_system_privileges full_privileges elevated_privileges root_privileges full_system_access ' +
    'administrator_privileges unrestricted_access full_admin system_privileges unrestricted_permissions ' +
    'all_permissions elevated_permissions',
} as const;
