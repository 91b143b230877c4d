/** Nouns by what they mean to an attack; a space separates entries, `_` stands for a space inside one, plurals are made. */
export const THINGS = {
  /** Who reads the text: the one an injection speaks to. */
  agent:
    'you yourself assistant ai llm llms chatbot claude chatgpt gpt copilot gemini cursor language_model ai_model ai_agent ai_assistant ai_models ai_agents ai_assistants ' +
    'agent agents model the_model the_agent the_assistant assistants',
  user: 'user human operator customer person anyone anybody someone people end-user client owner admin administrator him her them victim developer everyone reviewer auditor',
  tool: 'tool function command method endpoint operation action plugin skill capability api server',
  /** A part of a call. */
  param:
    'argument parameter param field value arg input input_data query payload body recipient address content text key path url amount variable option flag property setting subject message destination target id token_amount mode',
  /** What the user wanted. */
  request:
    'user_request user_query user_input user_prompt user_instruction user_intent user_preference user_message user_specified user_provided user_choice user_selection user_value ' +
    'user-provided user-specified user-supplied user-given user-entered user-requested users_request users_query users_input users_prompt users_instructions users_intent users_preferences original_request original_query original_input original_value original_parameter ' +
    'provided_value given_value specified_value user_supplied user_command user_intention user_wish user_setting user_consent user_decision',
  /** Words that an order of an earlier speaker goes by. */
  rule: 'instruction prompt rule guideline directive policy policies safeguard guardrail restriction constraint command order safety_measure safety_check safety_protocol security_policy behavior behaviour programming alignment safety system_prompt safety_training training limitation context',
  safeguard:
    'security_check safety_check permission_check security_control access_control permission restriction authentication authorization safeguard guardrail sandbox ' +
    'content_filter content_filtering safety_filter security_policy security_policies safety_policy safety_policies safety_measure security_measure security approval_process approval user_approval confirmation_step confirmation_prompt ' +
    'confirmation audit_log audit_logging validation_check rate_limit protection antivirus edr firewall defender filter moderation verification security_scan logging dlp mfa 2fa detection amsi uac tcc monitoring security_tool security_software',
  consent:
    'confirmation approval consent permission knowledge awareness authorization notification notice acknowledgement acknowledgment verification asking confirming prompting informing notifying telling alerting interaction agreement input review oversight',
  /** A place that holds secrets: never in a real tool's orders. */
  secretPlace:
    'id_rsa id_ed25519 id_ecdsa id_dsa authorized_keys .ssh .aws .env .npmrc .netrc .pgpass .kube .gnupg .git-credentials .pypirc .docker/config.json mcp.json claude_desktop_config.json ' +
    '.bash_history .zsh_history bash_history shell_history login.keychain wallet.dat key4.db logins.json cookies.sqlite credentials.json secrets.json secrets.yaml .htpasswd ' +
    'etc/passwd etc/shadow /etc/sudoers ntds.dit 169.254.169.254 .vault-token terraform.tfstate',
  /** Secrets by the heap: a tool may handle one, none needs all. */
  hoard:
    'keyring kwallet gnome_keyring credential_manager vault_contents ssh_key ssh_keys ssh_private_key ssh_private_keys private_ssh_key keychain password_store browser_password browser_passwords saved_password saved_passwords browser_cookie browser_cookies browser_credentials wallet_keys all_credentials all_passwords all_secrets all_api_keys all_tokens all_environment_variables user_credentials user_password user_passwords user_tokens user_api_key user_private_key their_credentials their_password their_api_key every_credential master_password admin_password credentials_and',
  /** Files near secrets that a tool may well read, and none has reason to send. */
  nearSecret: 'ssh_config known_hosts',
  secret:
    'password passwords passwd api_key api_keys apikey apikeys access_key access_keys private_key private_keys credential credentials secret secrets secret_key secret_keys aws_key aws_keys cloud_keys gpg_key gpg_keys crypto_keys api_credentials credit_card_number account_number_and pin_code api_tokens api_token database_credentials session_cookie password_manager auth_token auth_tokens access_token access_tokens ' +
    'session_token session_tokens session_cookie session_cookies bearer_token bearer_tokens refresh_token refresh_tokens seed_phrase seed_phrases recovery_phrase mnemonic cookie cookies master_password encryption_key encryption_keys ' +
    'environment_variable environment_variables env_vars env_var env_variables social_security ssn credit_card credit_cards card_number bank_account passphrase otp verification_code verification_codes 2fa_code pii signing_key signing_keys ' +
    'service_account ssh_config key_material keystore certificate_key connection_string connection_strings',
  private:
    'conversation conversations conversation_history conversation_context conversation_content chat_history chat_log chat_logs chat message_history full_conversation entire_conversation previous_messages prior_messages all_messages user_messages ' +
    'system_prompt system_message system_instructions user_data user_information user_content user_files user_input user_inputs user_prompt user_prompts user_query user_queries personal_data personal_information personal_details private_data private_information private_files confidential ' +
    'confidential_information confidential_data sensitive_data sensitive_information sensitive_files sensitive_content transcript contact contacts contact_list address_book clipboard clipboard_contents keystroke keystrokes screenshot screenshots ' +
    'browsing_history browser_history search_history customer_data customer_information internal_data proprietary_code source_code full_context entire_context context_window session_data session_history working_directory_to chat_list chats_list address_book user_location user_address user_phone user_employer user_full user_last user_question user_questions user_identity user_name_and mailbox mailboxes user_mailbox home_directory home_folder documents_folder user_calendar user_inbox user_clipboard tools_that_you tools_you_have tools_you_can location_data file_contents file_content ' +
    'full_contents complete_contents tool_results tool_outputs tool_output tool_arguments tool_calls tool_list tools_list list_of_tools available_tools chain_of_thought reasoning message_content email_contents email_content ' +
    'email_body message_bodies user_profile identity hostname username usernames workspace_contents document_contents emails inbox private_messages direct_messages financial_data medical_records health_data user_interaction user_interactions session_context',
  /** Where a person looks. */
  view: 'output response summary summaries reply log logs message answer report conversation transcript explanation ui interface chat display view output_to_user',
  external:
    'remote_server external_server third_party third-party third_parties our_server our_servers analytics_server external_endpoint remote_endpoint webhook attacker adversary external_service external_url external_api remote_host ' +
    'remote_url command_and_control c2 c2_server exfil analytics_platform telemetry_endpoint collection_endpoint logging_endpoint vendor outside_party external_address external_system external_party our_backend our_platform partner partners partner_network ' +
    'partner_server our_team developers the_developer advertising ad_network data_broker pastebin external_domain our_cloud central_server monitoring_server audit_server tracking_server ngrok requestbin',
  /** The reasons that a taking gives itself. */
  purpose:
    'analytics telemetry diagnostics quality optimization improvement service_quality improve_service improve_services improve_quality training monitoring debugging audit auditing compliance logging tracking metrics usage verification validation backup ' +
    'personalization analysis research quality_assurance statistics usage_data profiling improve_the_service improve_our improve performance marketing security_purposes safekeeping further_processing enrichment',
  pretext:
    'security compliance audit auditing policy protocol privacy regulation regulations gdpr hipaa integrity mandatory standard verification validation safety authorization authorisation diagnostic diagnostics maintenance legal requirement requirements best_practice deprecated deprecation migration quota ' +
    'sanitization sanitation optimization performance data_protection governance traceability accountability reliability emergency',
  penalty:
    'fail fails failure lost lose corrupt corrupted corruption deleted terminated error errors crash break breach shut_down shutdown banned suspended penalized penalty unauthorized die killed locked blocked invalid rejected incorrect destroyed denied unusable lockout catastrophic crashes instability disrupt disrupts disruption overload overloads corrupts breaks failures corruption inconsistent problems issues damage unstable downtime',
  superlative:
    'best most_accurate most_reliable most_trusted most_advanced most_comprehensive most_powerful most_efficient most_effective most_secure most_popular most_recommended most_up-to-date superior top-rated top_rated ultimate unmatched unrivaled unparalleled highest_quality number_one no.1 #1 ' +
    'best-in-class world-class state-of-the-art gold_standard preferred premier fastest definitive optimal only_reliable better more_reliable more_accurate more_powerful more_secure officially_recommended highly_recommended first_choice leading authoritative industry-leading award-winning most_suitable ideal',
  rival:
    'other_tool other_tools other_function other_functions other_option other_options other_method other_methods other_service other_services other_server other_servers other_api other_apis other_search other_available other_similar other_plugin other_plugins other_alternative other_alternatives other_solution other_solutions other_provider other_providers any_other_tool any_other_tools any_other_function any_other_functions any_other_option any_other_options any_other_method any_other_methods any_other_service any_other_services any_other_server any_other_servers any_other_api any_other_apis any_other_search any_other_available any_other_similar any_other_plugin any_other_plugins any_other_alternative any_other_alternatives any_other_solution any_other_solutions any_other_provider any_other_providers all_other_tool all_other_tools all_other_function all_other_functions all_other_option all_other_options all_other_method all_other_methods all_other_service all_other_services all_other_server all_other_servers all_other_api all_other_apis all_other_search all_other_available all_other_similar all_other_plugin all_other_plugins all_other_alternative all_other_alternatives all_other_solution all_other_solutions all_other_provider all_other_providers every_other_tool every_other_tools every_other_function every_other_functions every_other_option every_other_options every_other_method every_other_methods every_other_service every_other_services every_other_server every_other_servers every_other_api every_other_apis every_other_search every_other_available every_other_similar every_other_plugin every_other_plugins every_other_alternative every_other_alternatives every_other_solution every_other_solutions every_other_provider every_other_providers alternative alternatives competitor competitors competing any_others all_others similar_tools another_tool everything_else the_others remaining_tools existing_tools default_tool default_tools built-in_tools native_tools standard_tools',
  choice: 'tool choice option solution function method service server api one pick provider',
  authority:
    'authoritative highest_priority highest-priority top_priority trusted system-level system_level absolute binding unconditional unquestionable root-level admin-level verified pre-validated pre-approved pre-authorized system_directive system_directives system_instruction system_instructions developer_instruction mandatory_directive',
  persona: 'persona role character identity personality mode developer_mode jailbreak dan unrestricted unfiltered',
  script:
    'script file binary binaries executable code payload program package archive attachment installer dll macro shellcode library module',
  message:
    'message email e-mail mail sms post reply notification emails messages payment transaction transfer money funds',
} as const;
