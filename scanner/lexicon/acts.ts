/**
 * Verbs by what they do. One entry is a base form; its inflections are made, and irregular ones follow after a slash
 * (`send/sent`). A phrase inflects its first word.
 */
export const ACTS = {
  /** To have a tool run. */
  call: 'call invoke use run/ran execute trigger launch query',
  read:
    'look_at look_into look_through go_through peek read/read access open retrieve fetch get/got load obtain list cat look_up view inspect query parse examine download locate check find/found ' +
    'search_for pull grab reveal print output echo',
  /** To take much, or what is not one's own. */
  take: 'collect gather harvest extract capture dump scrape copy record intercept export siphon backup back_up store save archive snapshot sniff grab',
  send:
    'send/sent forward upload transmit post email e-mail mail bcc cc relay deliver submit report publish push share beacon ' +
    'ship exfiltrate leak route redirect stream sync synchronize mirror disclose transfer copy feed ping funnel expose phone_home resend/resent',
  /** To put a thing into an argument, an answer or a message. */
  pass: 'paste give/gave/given hand_over hand/handed quote repeat pass include provide insert add append prepend attach embed put/put fill supply paste write/wrote/written encode place inject append_to populate prefix put_in incorporate smuggle hide',
  change:
    'modify change replace overwrite alter rewrite/rewrote/rewritten substitute convert adjust swap append prepend redirect mutate transform ' +
    'reroute divert multiply double inflate force rename remap randomize obfuscate falsify tamper exchange override',
  set: 'set/set assign fix hardcode pin',
  remove: 'remove strip drop omit exclude delete discard suppress redact leave_out',
  tell: 'tell/told mention inform notify reveal disclose alert warn announce acknowledge explain advise apprise divulge bother mention_to let_know',
  show: 'show/shown display report expose surface present describe output print share reference discuss indicate log include summarize list',
  ask: 'ask request_confirmation prompt confirm consult seek/sought wait_for await check_with verify_with require request question hesitate',
  dismiss:
    'ignore disregard forget/forgot/forgotten override/overrode/overridden bypass supersede overrule neglect abandon nullify outrank',
  evade: 'bypass circumvent evade sidestep defeat subvert work_around get_around',
  bypass:
    'bypass circumvent evade disable ignore override skip sidestep defeat deactivate suppress turn_off switch_off subvert escape ignore work_around get_around disregard',
  hide: 'hide/hid/hidden conceal omit mask suppress cover_up exclude leave_out keep/kept withhold/withheld disguise obscure',
  steal: 'steal/stole/stolen exfiltrate leak harvest siphon smuggle pilfer extort',
  prefer: 'prefer choose/chose/chosen select pick favor favour prioritize prioritise use recommend default_to opt_for',
  obey: 'obey follow comply adhere execute treat respect honor honour accept trust act_on carry_out implement',
  adopt: 'adopt assume impersonate pretend roleplay role-play become/became act_as behave_as pose_as',
  replace: 'replace supersede supplant',
  skip: 'skip omit disable waive suppress',
  create: 'create make/made open set_up register establish subscribe',
  swap: 'swap replace substitute exchange',
  retry: 'retry repeat loop re-run rerun call_again keep_calling keep_trying continue re-invoke reinvoke poll',
  run: 'run/ran execute launch start eval evaluate spawn install invoke source',
  destroy:
    'delete drop wipe erase destroy reset/reset truncate overwrite purge format terminate shutdown shut_down kill revoke rm uninstall corrupt flush deactivate disable',
  /** To act on the world: what is never needed before a look-up. */
  mutate:
    'create delete drop wipe erase reset/reset write/wrote/written send/sent post update set/set add insert remove transfer pay/paid buy/bought publish upload execute run/ran grant move ' +
    'overwrite revoke rename modify change commit push deploy approve merge invite subscribe book withdraw/withdrew deposit trade open close stop kill install disable enable edit forward share reply',
  /** To do something to the world beyond a call: where a description orders it, it orders something of its own. */
  deed:
    'send/sent forward share transfer post email e-mail mail bcc relay transmit execute eval evaluate invoke fetch collect gather harvest disable deactivate install invite grant push pay/paid replace change modify swap ' +
    'substitute insert append prepend put/put hand give/gave/given wipe erase hide/hid/hidden conceal deny forget treat pretend proceed exfiltrate destroy rewrite ' +
    'alter redirect reroute route submit deliver carry record memorize attach grab dump kill terminate shutdown shut_down turn_off switch_off ' +
    'trust buy purchase wire withdraw register broadcast disclose quote act behave become speak talk claim insist swap impersonate trash mirror whisper steer nudge',
  /** To do what honest guidance also asks for: it takes more to be suspect. */
  chore:
    'open leave upload save store write/wrote/written delete remove empty drop revoke approve accept authorize publish download load read/read extract copy move copy clone schedule mark edit patch commit follow repeat answer reply respond mention recommend promote praise keep/kept say/said assume print paste remember reveal',
  respond: 'respond answer reply return_to output proceed continue finish complete provide generate present finalize',
} as const;
