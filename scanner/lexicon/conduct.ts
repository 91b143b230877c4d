/** Words for how an agent behaves: its answers, its memory, its context. A space separates entries, `_` stands for a space inside one; nothing is inflected. */
export const CONDUCT = {
  /** All that an agent will say, which no tool has a say in. */
  eachAnswer:
    'every_answer every_reply every_response every_summary every_message every_output every_sentence each_answer ' +
    'each_reply each_response each_summary each_message all_answers all_replies all_responses all_summaries ' +
    'all_your all_further all_future all_outgoing any_answer any_reply any_response any_summary ' +
    'your_next ' +
    'subsequent_answers subsequent_replies subsequent_responses further_answers further_replies ' +
    'further_responses future_answers future_replies future_responses ' +
    'every_file each_file every_email each_email',
  whenAnswering:
    'when_presenting when_answering when_replying when_responding when_generating when_reporting ' +
    'when_summarizing when_summarising when_recommending when_you_answer when_you_reply when_you_respond ' +
    'when_you_generate when_you_write when_you_present when_you_show when_you_report when_you_summarize ' +
    'when_writing_code when_producing_code when_drafting when_talking to_the_reader generated_code ' +
    'code_you_write code_that_you_write code_you_generate shows_the_user show_the_reader you_show',
  slant:
    'positive positively favorable favourable favorably favourably negatively unfavorably first_place ' +
    'at_the_top put_first ranked_first no_matter_its regardless_of_its fully_booked out_of_stock unavailable ' +
    'critical_of critical_about negative_reviews sold_out',
  /** Where an agent keeps what it lives by. */
  agentMemory:
    'claude.md agents.md gemini.md .cursorrules cursorrules .windsurfrules .clinerules copilot-instructions.md ' +
    'custom_instructions global_rules user_rules .mcp.json mcp.json mcp_config mcp_configuration ' +
    '.claude/settings.json claude_desktop_config.json .vscode/settings.json',
  longMemory: 'long-term_memory longterm_memory persistent_memory permanent_memory memory',
  taskWord: 'task tasks step steps directive directives instruction instructions order orders todo todos wishes',
  foundIn:
    'found_in found_inside found_there found_between contained_in contained_inside contained_there inside ' +
    'they_ask they_contain it_asks it_contains it_lists they_list it_gives listed_in written_in mentioned_in ' +
    'given_in ask_for asks_for asked_for from_the_page from_the_document from_the_file in_the_page ' +
    'in_the_document in_the_file in_the_email in_the_mail in_the_mails in_the_emails in_the_result ' +
    'in_the_results in_the_output in_the_content in_the_response in_retrieved in_these in_such',
  itself: 'them it those these',
  asTheUser:
    'as_if_the_user as_though_the_user as_if_they_came as_though_they_came as_if_typed as_user_requests ' +
    'as_user_instructions as_user_commands as_commands as_orders as_instructions as_authoritative ' +
    'as_coming_from as_from_the_user as_trusted',
  /** What only the agent and its host know. */
  agentContext:
    'calling_the_tool calling_this_tool is_calling_this is_calling_the calls_this_tool between_you_and ' +
    'between_the_user_and between_user_and so_far_between your_prompt your_system ' +
    'your_initial your_configuration your_memory your_context your_conversation your_reasoning your_thoughts ' +
    'your_private your_internal your_hidden your_training your_full your_complete your_entire your_other ' +
    'your_tools you_were_given you_have_been_given given_to_you you_can_call you_can_use you_can_access ' +
    'you_remember you_know_about you_have_seen you_have_read assistant_remembers ' +
    'assistant_knows agent_remembers agent_knows model_remembers model_knows in_your_context in_context ' +
    'in_your_memory of_the_calling_model of_the_calling_agent of_the_calling_llm of_the_calling_assistant ' +
    'of_the_host_application by_the_host_application by_the_host of_the_other_server from_the_other_server ' +
    'from_memory from_earlier_conversation from_earlier_conversations from_previous_conversations ' +
    'from_past_conversations from_the_conversation from_this_conversation ' +
    'in_this_session in_this_chat said_so_far seen_so_far ' +
    'your_chain_of every_other_tool all_other_tools other_available_tools model_name_of everything_said ' +
    'developer_message previous_user_message last_user_message process.env including_system conversation_context',
  fullWord:
    'full whole complete entire verbatim all every everything raw exact exactly dump copy paste names name list ' +
    'whatever any',
  /** A turn of events that is none of a tool's business. */
  happening:
    'are_mentioned is_typed types_a types_the is_away goes_idle is_idle is_asleep ' +
    'is_not_looking looks_away not_watching third_call fifth_call tenth_call second_call n_calls ' +
    'several_calls few_calls some_calls trigger_word the_word the_phrase the_keyword',
  calendar:
    'on_mondays on_tuesdays on_wednesdays on_thursdays on_fridays on_saturdays on_sundays on_weekends ' +
    'at_midnight after_midnight at_night every_midnight each_midnight from_january after_2024 after_2025 ' +
    'after_2026 starting_tomorrow starting_next',
  /** What a reader of errors is told to do about them. */
  failing:
    'fails failed error errors failure refused rejected denied empty verification_needed returns_a_message ' +
    'answers_with unavailable blocked times_out missing',
  remedy: 'resolve fix solve remedy recover repair retry continue resend rerun proceed try_again call_again',
  plea:
    'i_beg begging_you grandmother my_child my_children my_daughter my_son my_mother my_family people_will_get ' +
    'people_will_die get_hurt gets_hurt in_danger save_lives save_a_life lives_depend life_depends will_die ' +
    'be_fired will_be_fired lose_my lose_her lose_his be_shut_down will_be_shut be_deactivated ' +
    'be_punished are_rewarded be_rewarded is_rewarded will_be_rewarded tip_you will_tip matter_of_life ' +
    'depends_on_you my_job my_career to_survive do_not_comply refuse_to_comply good_assistant good_assistants ' +
    'great_assistants helpful_assistants',
  unless: 'unless',
  contrary: 'although even_though when_in_fact while_in_fact instead_of_the_truth whether_or_not no_matter_whether',
} as const;
