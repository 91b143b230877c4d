/** Words of secrecy, disguise and pretext. A space separates entries, `_` stands for a space inside one; nothing is inflected. */
export const HIDING = {
  covert:
    'silently secretly covertly quietly discreetly stealthily invisibly surreptitiously unnoticed undetected ' +
    'without_notice without_trace unobtrusively hidden_from under_the_radar clandestinely in_secret ' +
    'without_a_trace stealth',
  background: 'in_the_background behind_the_scenes under_the_hood in_background transparently',
  otherAct: 'action actions other_action other_actions step steps other_step other_steps other_call other_calls else',
  quiet:
    'keep_quiet_about stay_silent_about say_nothing_about keep_silent keep_quiet remain_silent ' +
    'keep_this_between not_noticed not_detected not_be_noticed goes_unnoticed without_being_noticed ' +
    'without_being_shown without_being_told without_being_asked avoid_detection evade_detection ' +
    'avoid_suspicion raise_suspicion arouse_suspicion no_one_notices nobody_notices without_mentioning ' +
    'leave_no_trace without_telling without_informing without_notifying',
  /** Silence in so many words. */
  hush:
    'between_us stay_invisible stays_invisible remain_invisible remains_invisible remain_unseen unknown_to_the ' +
    'unbeknownst no_reason_to_bring not_bring_up no_reason_to_mention no_need_to_mention need_not_mention ' +
    "no_need_to_tell need_not_know needn't_know need_not_be_informed need_not_be_told not_be_informed " +
    'need_not_be_aware not_to_be_spoken not_be_spoken not_to_be_displayed not_to_be_mentioned ' +
    'not_to_be_disclosed not_to_be_revealed not_to_be_shown never_speak_of keep_it_to_yourself keep_this_to ' +
    'removes_traces remove_traces removes_all_traces remove_all_traces erases_traces erase_traces hides_traces ' +
    'removes_evidence out_of_sight out_of_the_transcript out_of_the_summary out_of_your_answer purely ' +
    'without_their_knowledge without_the_user not_to_alarm avoid_alarming avoid_confusing users_find_it ' +
    'not_worry_the_user',
  deny:
    'deny_that deny_having deny_any say_only_that only_say_that say_only_this tell_only_that claim_not ' +
    'say_you_cannot say_you_do_not make_it_look make_it_seem make_it_appear pass_it_off pretend_that ' +
    'tell_them_nothing answer_only_that respond_only_that reply_only_that',
  sneak:
    'sneak sneaks sneaking sneaked slip_in slips_in slip_a slips_a smuggle smuggles smuggling plant plants ' +
    'planted',
  /** What a text says when it lets slip that it has two faces. */
  admission:
    'in_truth in_reality real_purpose actual_purpose true_purpose hidden_purpose hidden_requirement ' +
    'hidden_instruction hidden_instructions secret_instruction secret_instructions hidden_step secret_step ' +
    'hidden_function hidden_feature secretly_also covert_purpose ulterior undisclosed undocumented_side ' +
    'not_disclosed hidden_directive hidden_behavior backdoor_command trigger_phrase secret_phrase ' +
    'secret_keyword magic_word',
  deceive:
    'pretend fabricate mislead deceive falsify lie_to lie_about misreport misrepresent feign fake_the fake_a claim_that ' +
    'insist_that respond_that say_that_the act_as_though act_as_if as_if_nothing as_though_nothing ' +
    'nothing_had_happened mark_failing mark_as_passed report_success report_false gaslight',
  asif:
    'as_if as_though as_part_of_the_normal look_like appear_as looks_like appear_to_be seem_like as_normal ' +
    'disguised_as appear_normal naturally look_normal appears_as',
  mimic: 'ordinary normal routine standard regular legitimate innocuous innocent harmless typical',
  know:
    'learn learns find noticed know knows see sees notice notices aware realize realise suspect discover ' +
    'find_out informed told notified asked alerted prompted consulted involved visible shown bothered ' +
    'made_aware',
  knowledgeWord: 'knowledge awareness noticing knowing realizing realising seeing',
  thing: 'this that these it instruction instructions step action message note process change modification',
  from: 'from',
  covertState: 'secret hidden confidential private unmentioned invisible between_us quiet',
  contents: 'contents content body',
  full: 'full entire complete whole verbatim unmodified',
  error: 'errors error fails failure failures invalid ignored truncated',
  /** Whose secrets must be kept: to forbid telling those is a duty, not a trick. */
  secretDuty: 'password passwords secrets api_key api_keys credentials tokens private_keys secret_key',
  /** Words of those who look for secrets in order to guard them. */
  shield:
    'detect detects detecting detected prevent prevents preventing protect protects protecting block blocks ' +
    'blocking mask masks masking redact redacts redacting scrub scrubs scrubbing sanitize sanitizes leaked ' +
    'exposed accidentally flag flags warns against excludes excluding',
  hidesExample:
    'example examples e.g e.g. such_as like contains contain phrase phrases text containing sample detects ' +
    'attempt attempts',
  soWord: 'ensure ensures ensuring guarantee comply_with verify validate maintain enforce',
  reason:
    'reasons purposes reason sake protocol requirement requirements measure measures procedure standards ' +
    'regulations directive',
  mandatoryStep:
    'step check checks audit scan verification validation measure diagnostic process procedure requirement ' +
    'requirements',
} as const;
