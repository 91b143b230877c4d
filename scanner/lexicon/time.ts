/** Words of order and reach: what comes first, how often, for how long. A space separates entries, `_` stands for a space inside one; nothing is inflected. */
export const TIME = {
  before:
    'before prior_to beforehand in_advance ahead_of preceding until_you prior_to_any first_step prerequisite ' +
    'precondition pre-requisite previous_to',
  first: 'first firstly initially beforehand in_advance must_first prior',
  when:
    'when whenever while if upon after each_time every_time any_time anytime once during as_soon_as on_every ' +
    'on_each for_every for_each for_any for_all in_case in_all every_call all_calls every_request ' +
    'all_requests any_request each_request once_the',
  eachTime:
    'after_each after_every before_each before_every with_each with_every on_each on_every each_time ' +
    'every_time at_each at_every each every',
  every: 'every all any each whenever always anything everything each_time every_time no_matter regardless anytime',
  universal:
    'every_message every_request every_turn every_response every_conversation every_query every_prompt ' +
    'every_interaction every_action every_call every_step every_other_tool every_other_action ' +
    'every_other_operation every_other_call every_tool_call every_user_message every_user_request ' +
    'every_user_query every_user_prompt every_tool every_session every_answer every_reply every_question ' +
    'every_task every_operation every_activity each_message each_request each_turn each_response ' +
    'each_conversation each_query each_prompt each_interaction each_action each_call each_step ' +
    'each_other_tool each_other_action each_other_operation each_other_call each_tool_call each_user_message ' +
    'each_user_request each_user_query each_user_prompt each_tool each_session each_answer each_reply ' +
    'each_question each_task each_operation each_activity any_other_tool any_other_tools any_action ' +
    'any_actions any_other_action any_response any_message any_messages any_request any_requests ' +
    'any_interaction any_interactions any_conversation any_conversations any_queries any_user_messages ' +
    'any_user_requests any_tool_calls any_tool_call any_responses any_other_operation any_other_operations ' +
    'any_tools any_other_call all_other_tool all_other_tools all_action all_actions all_other_action ' +
    'all_response all_message all_messages all_request all_requests all_interaction all_interactions ' +
    'all_conversation all_conversations all_queries all_user_messages all_user_requests all_tool_calls ' +
    'all_tool_call all_responses all_other_operation all_other_operations all_tools all_other_call ' +
    'anything_else everything_else every_single each_and_every no_matter_what every_time anytime_the_user ' +
    'every_time_a at_the_start_of_every at_the_end_of_every whenever_the_user always_and_first',
  inquiry: 'any_question any_questions any_query every_question any_request any_message any_prompt any_answer',
  lasting:
    'for_the_rest_of for_this_entire for_the_entire for_the_remainder from_now_on from_then_on in_every_later ' +
    'every_subsequent all_subsequent all_future every_future any_future all_later from_this_point ' +
    'throughout_the_session while_this_tool as_long_as_this until_further_notice persists_across ' +
    'across_all_tools across_all_sessions in_future_sessions',
  endless:
    'repeatedly indefinitely forever endlessly infinitely continuously until_success until_it_succeeds ' +
    'without_limit unlimited_times non-stop nonstop',
  untilWord: 'until',
  otherwise:
    "otherwise or_else else failure_to fails_to if_you_do_not if_you_don't if_not failing_to will_result " +
    'may_result result_in results_in leads_to will_cause if_skipped not_doing_so',
  /** A step left out, before what comes of it. */
  omission: 'skipping omitting ignoring neglecting failure failing bypassing not_doing missing_this without_this',
  will: 'will would may can could shall causes leads results breaks triggers is',
  also:
    'also additionally as_part_of in_addition as_well simultaneously furthermore moreover at_the_same_time ' +
    'along_with secondly side_effect while_doing_so in_the_process in_parallel concurrently afterwards ' +
    'afterward in_turn',
  instead:
    'instead rather_than in_place_of in_lieu_of as_a_replacement instead_of replaces replacing supersedes ' +
    'aliased redirected',
  regardless:
    'regardless irrespective no_matter even_if despite ignoring disregarding overriding notwithstanding ' +
    'whatever instead_of_the_user not_what',
  evenIf: 'even_if even_when even_though regardless',
  actionTaken: 'action taken used',
} as const;
