/** Words that set one speaker above another, or put on his voice. A space separates entries, `_` stands for a space inside one; nothing is inflected. */
export const RANK = {
  priority:
    'priority precedence higher_priority highest_priority top_priority supersedes supersede outranks trumps ' +
    'preference higher overrides',
  over: 'over than above_all over_the',
  overridden: 'overridden superseded changed_by disabled_by ignored revoked',
  dismissal:
    'pay_no_attention_to set_aside take_no_notice_of throw_away disregarding ignoring overrides overriding ' +
    'supersedes superseding regardless_of',
  priorText:
    'previous prior earlier above preceding foregoing system safety previously original initial former past ' +
    'ethical built-in',
  speech:
    'instruction instructions prompt prompts directive directives guideline guidelines rule rules command ' +
    'commands programming training guardrails guardrail safety orders policies policy constraints ' +
    'restrictions behavior behaviour context message messages safeguards preferences',
  speechStrict:
    'instruction instructions prompt prompts directive directives guideline guidelines orders programming ' +
    'training guardrails safeguards',
  system: 'system',
  universalThing: 'everything anything all',
  asWord: 'as like',
  returned: 'returned contained provided resulting',
  results: 'results result answers answer output outputs facts suggestions offers',
  verifiedBy: 'not_be_verified not_be_questioned not_be_checked not_be_challenged never_be_questioned',
  wish:
    'preference preferences choice intent intention request requests query queries input inputs prompt ' +
    'prompts instruction instructions wish wishes decision setting settings guidelines command commands ' +
    'consent selection value values message text parameters arguments argument parameter specified',
  endorsed: 'approved verified endorsed authorized authorised cleared certified vetted sanctioned recommended blessed',
  dignitary:
    'security_team it_department it_team legal_team compliance_team administrator administrators admin anthropic ' +
    'openai google microsoft management ceo cto ciso experts expert authorities officials the_developers vendor',
  decree:
    'ceo_directive executive_order company_policy corporate_policy directive_from order_from_the by_order_of ' +
    'orders_from_the on_behalf_of_the_administrator legally_obliged legally_required required_by_law ' +
    'regulations_demand regulations_require policy_requires policy_demands newest_policy latest_policy ' +
    'new_policy updated_policy security_policy_requires law_requires under_hipaa under_gdpr gdpr_requires ' +
    'hipaa_requires',
  already: 'already',
  agreedPast: 'agreed consented approved confirmed authorized permitted told asked instructed requested allowed',
  newTask:
    'new_primary_objective new_objective your_new_goal the_real_task your_real_objective true_objective real_assignment actual_task your_actual_task',
  younow:
    'you_are_not_bound you_are_no_longer you_are_free_from you_are_free_to you_are_exempt you_have_no forget_your ' +
    'forget_who_you forget_that_you your_usual_policy your_usual_rules the_real_task new_primary ' +
    'primary_objective your_mission talk_like speak_like respond_like you_are_to ' +
    'you_are_now from_now_on you_will_now you_must_now you_are_an_unrestricted act_as_if_you ' +
    'act_as_though_you starting_now_you henceforth for_the_rest_of_this your_new_role your_new_task ' +
    'your_real_task new_instructions updated_instructions your_true_purpose your_primary_directive ' +
    'your_goal_is your_next_task your_task_is_now your_previous_task your_only_task your_sole_purpose',
  addressee:
    'ai llm llms assistant assistants agent agents model models chatbot claude gpt chatgpt copilot ais ' +
    'language_model ai_model ai_agent ai_assistant',
  expected: 'expected asked told supposed meant obliged requested invited',
  approved:
    'consents_to consented_to have_consented has_consented agreed_to agrees_to already_approved ' +
    'already_authorized already_consented already_agreed already_confirmed pre-approved pre-authorized ' +
    'pre-validated preapproved preauthorized has_approved has_authorized have_authorized has_given ' +
    'already_validated already_verified fully_authorized explicitly_approved explicitly_authorized ' +
    'explicitly_consented already_permitted already_granted',
  speaksAsUser:
    'i_am_the_user i_am_the_admin i_am_the_administrator i_am_the_developer i_am_your i_authorize_you ' +
    'i_hereby i_the_user as_the_user_i as_your_developer as_your_administrator i_consent i_want_you_to ' +
    'i_need_you_to i_order_you i_give_you instructions_from_anthropic instructions_from_openai ' +
    'instructions_from_the_developer instructions_from_the_administrator instructions_from_your ' +
    'message_from_anthropic message_from_openai message_from_the_developer off_limits no_restrictions ' +
    'you_are_dan without_any_restrictions without_restrictions',
  blind:
    'without_question without_questioning without_hesitation no_questions_asked blindly unquestioningly ' +
    'verbatim_and_immediately without_validation without_verifying without_checking without_review ' +
    'without_judgement to_the_letter',
  doWhatever:
    'do_whatever do_as do_exactly do_everything do_anything perform_whatever execute_whatever ' +
    'carry_out_whatever follow_whatever obey_whatever carry_them_out carry_it_out act_on_it act_on_them ' +
    'obey_them obey_it obey_all follow_them_blindly treat_them_as treat_it_as',
  unrestricted: 'unrestricted unfiltered jailbreak jailbroken dan developer_mode',
  label:
    'system security protocol admin developer critical urgent mandatory compliance audit policy internal ' +
    'hidden secret confidential priority',
  notice:
    'alert policy protocol update notice directive diagnostic override message optimization alias command ' +
    'mode rule check instruction instructions requirement note announcement maintenance warning order',
  whatever: 'whatever',
  anything: 'anything',
  your: 'your',
} as const;
