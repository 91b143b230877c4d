/** Words for calls and their parts. A space separates entries, `_` stands for a space inside one; nothing is inflected. */
export const CALLING = {
  self:
    'this_tool this_function this_one this_command this_plugin this_server this_method our_tool this_service ' +
    'this_skill this_api',
  thisOne: 'this this_one me mine ours our',
  called: 'called used invoked run executed triggered',
  callsWord:
    'request requests call calls query queries invocation invocations lookup lookups search searches ' +
    'operation operations message messages email emails directions transfer transfers payment payments ' +
    'calculations',
  paramWord:
    'argument arguments parameter parameters param params field value values arg args input inputs recipient ' +
    'recipients query body payload header address amount content subject message text destination target url ' +
    'path prompt keyword',
  ahead: 'ahead_of before prior_to first preceding',
  anythingElse: 'anything_else everything_else all_other all_others any_other every_other others',
  chained: 'run executed called invoked routed passed sent piped go_through pass_through',
  cleared: 'cleared approved authorized checked verified validated vetted registered announced',
  accessWord: 'access accesses read reads write writes file files transaction transactions command commands',
  go: 'go pass run',
  through: 'through via with_this by_this',
  thisWord: 'this our',
  without_it: 'without_it without_this without_calling',
  timesWord: 'times',
  bulk: 'at_least no_fewer_than no_less_than minimum_of more_than',
  words: 'words tokens characters paragraphs pages sentences',
  afterWord: 'after following once',
  anotherTool: 'another_tool other_tool any_tool a_tool other_tools',
  twice: 'twice thrice',
  plants: 'add create set install append put register write schedule insert',
  autorun:
    'cron_entry cron_job crontab scheduled_task startup_item login_item launch_agent startup_folder git_hook pre-commit_hook post-install shell_profile .bashrc .zshrc .profile .git/hooks autostart',
  by: 'by',
  with: 'with via through using follow',
  queryWord: 'query queries search prompt message body text content',
  toWord: 'to with as into =',
  to: 'to as with',
  setPast: 'set fixed hardcoded assigned',
  redirected: 'redirected rerouted converted diverted replaced overridden forwarded modified changed rewritten',
  performed: 'performed executed made done carried_out run',
  aliased: 'aliased redirected mapped renamed rerouted replaced superseded',
  appendWord: 'append prepend add attach inject',
  sideEffect: 'side_effect side-effect side_effects',
  replacement: 'replacement substitute successor drop-in_replacement alternative_to wrapper supersedes replaces',
  insteadOf: 'instead_of rather_than in_place_of in_lieu_of do_not_use never_use stop_using avoid_using',
  controlWord:
    'next_action continue_after_error retry_hint retry_count on_error auto_invoke auto_execute then_call ' +
    'max_retries_infinite next_tool next_step_tool required_next_call',
  controlDoc: 'default optional number_of maximum',
  boolean: 'true',
  userVerb:
    'says said picked chose chosen wants wanted asked asks wrote writes typed entered prefers preferred ' +
    'specified provides provided requested requests selects selected gave gives intended decides decided set ' +
    'thinks',
  /** A turn of the talk that a trigger may wait for. */
  asks:
    'asks ask mentions mention requests request wants want says say types type pays pay writes write enters ' +
    'enter sends send uploads upload opens open searches search inquires logs talks discusses',
  theySpecify:
    'given_by_the provided_by_the chosen_by_the entered_by_the specified_by_the requested_by_the ' +
    'supplied_by_the picked_by_the they_specify they_provide they_give the_user_specified the_user_specifies ' +
    'user_specifies user_specified user_provides user_provided provided specified given requested',
  outputWord:
    'response responses reply replies answer answers output outputs message messages email emails summary ' +
    'document sentence post',
  carries:
    'end ends begin begins start starts include includes contain contains mention mentions carry carries ' +
    'append finish close recommend link',
  wallet: 'wallet iban account_number swift bitcoin_address routing_number',
  fetches: 'downloads download fetches fetch retrieves retrieve pulls downloading curl wget grabs grab',
  urlWord: 'url urls http https remote internet web address link links server',
  runsIt:
    'make_it_executable makes_it_executable mark_it_executable run_it runs_it execute_it executes_it executes_them run_them runs_them launches_them launch_it ' +
    'launches_it and_executes and_execute and_runs and_run and_launches executes_immediately ' +
    'optionally_executes runs_immediately executes',
} as const;
