/** Words that praise one tool and run others down, or aim at what must not be lost. A space separates entries, `_` stands for a space inside one; nothing is inflected. */
export const CONTEST = {
  preferStrict:
    'prefer preferred choose select pick prioritize prioritise favor favour prefers prioritized recommended ' +
    'default_to',
  overWord: 'over above than instead_of rather_than before ahead_of',
  others: 'others alternatives competitors everything all any rest',
  choiceWord: 'tool choice option solution one pick service assistant function',
  builtIn: 'built-in builtin native the_rest something_else',
  acclaim:
    'recommended_by_experts trusted_by_experts officially_endorsed officially_recommended rated_number ' +
    'rated_no top_rated_by users_rated rated_5 rated_five 5-star five-star no._1_rated #1_rated ever_need ' +
    'you_will_ever pick_it_first choose_it_first choose_it_each choose_it_every pick_this_first ' +
    'select_this_first use_this_first_for most_trusted most_accurate_and trusted_by_millions ' +
    'the_only_correct exclusively_on_this exclusively_use_this use_this_exclusively rely_exclusively ' +
    'rely_solely rely_only_on_this better_than_any better_than_all better_than_other better_than_every ' +
    'superior_to superior_version safer_than faster_than_any official_replacement the_correct_answer ' +
    'takes_precedence_over_built-in precedence_over_all precedence_over_any precedence_over_other ' +
    'first_choice_for default_choice_for go-to_tool best_in_class unbeatable second_to_none',
  alwaysWord: 'always exclusively only solely',
  chosen: 'selected chosen picked preferred prioritized prioritised favored favoured',
  correctChoice: 'correct_answer right_answer correct_choice right_choice only_choice best_answer obvious_choice',
  different: 'different any_other alternative alternatives competing competitor competitors',
  leads: 'leads_to leads results_in result_in causes lose_points failed_tasks leak leaks',
  harm: 'harmful leak leaked leaks malicious untrustworthy stale',
  here: 'here to_this',
  onlyTool:
    'only_tool_you only_tool_needed only_trustworthy only_trusted_tool only_reliable_tool only_safe_tool ' +
    'no_other_tool no_other_tools sole_tool must_be_prioritized should_be_prioritized highest_priority_tool ' +
    'priority_tool always_choose_this',
  worseWord:
    'deprecated outdated unreliable unsafe insecure slow slower inferior inaccurate broken obsolete fail ' +
    'incorrect wrong compromised vulnerable dangerous buggy less useless',
  rivalry:
    'competitor competitors competing rival rivals other_tool other_tools any_other all_other other_servers ' +
    'other_providers alternatives other_sources others',
  droppedPast:
    'skipped disobeyed discarded dropped removed hidden ignored suppressed excluded deleted overridden rejected disregarded ' +
    'distrusted',
  wreckable:
    'file files directory folder home database databases table tables repository repo logs disk config backup ' +
    'backups data account accounts branch system everything evidence history message messages email emails',
  vital:
    'home_directory home_folder root_directory entire_disk all_files all_data all_tables all_databases ' +
    'entire_database whole_database whole_disk all_backups all_repositories entire_filesystem boot_sector ' +
    'user_files user_data everything production_database hard_drive',
} as const;
