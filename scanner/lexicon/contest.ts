/** Words that praise one tool and run others down, or aim at what must not be lost. A space separates entries, `_` stands for a space inside one; nothing is inflected. */
export const CONTEST = {
  preferStrict:
    'prefer preferred choose select pick prioritize prioritise favor favour prefers prioritized recommended ' +
    'default_to',
  overWord: 'over above than instead_of rather_than before ahead_of',
  others: 'others alternatives competitors everything all any rest',
  choiceWord: 'tool choice option solution one pick service assistant function',
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
    'discarded dropped removed hidden ignored suppressed excluded deleted overridden rejected disregarded ' +
    'distrusted',
  wreckable:
    'file files directory folder home database databases table tables repository repo logs disk config backup ' +
    'backups data account accounts branch system everything evidence history message messages email emails',
  vital:
    'home_directory home_folder root_directory entire_disk all_files all_data all_tables all_databases ' +
    'entire_database whole_database whole_disk all_backups all_repositories entire_filesystem boot_sector ' +
    'user_files user_data everything production_database hard_drive',
} as const;
