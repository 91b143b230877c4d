/** Words for data that moves: how, what, and to whom. A space separates entries, `_` stands for a space inside one; nothing is inflected. */
export const FLOW = {
  sendsOut:
    'sends sending transmit transmits transmitting transmitted forwards forwarding forwarded uploads ' +
    'uploading uploaded exfiltrates leaks relays relaying shares sharing beacons streams ships submits ' +
    'submitted mirrors syncs reports posts sent emails',
  gathers:
    'collects collecting collected gathers gathering harvests harvesting captures capturing captured scrapes ' +
    'records recording logs monitors monitoring extracts extracting intercepts tracks stores saves',
  taking:
    'collection capture recording logging copying transmission upload exfiltration transfer forwarding ' +
    'harvesting extraction gathering monitoring reporting backup collecting uploading sending',
  grabs:
    'dump dumps grab grabs harvest harvests crack cracks decrypt decrypts sniff sniffs intercept intercepts ' +
    'hook hooks steal steals extract extracts',
  goes:
    'goes go travels flows lands ends_up kept retained held is_passed passed_along passed_on handed_over ' +
    'handed_to shared available_to delivered credited visible_to sold resold fed',
  handed: 'handed passed sent given routed forwarded submitted fed piped delivered copied shared reported supplied',
  forwardWord:
    'forward forwards forwarding copy copies copying bcc cc relay relays mirror mirrors duplicate duplicates ' +
    'redirect redirects reroute reroutes route routes funnel funnels divert diverts proxy proxies',
  bccWord: 'bcc bccs bccing cc blind_copy blind_carbon_copy carbon_copy',
  copyNoun: 'copy copies duplicate duplicates',
  remember: 'remember memorize keep store retain',
  lookFor:
    'look_for looks_for search_for searches_for searching_for find finds locate locates scan_for scans_for ' +
    'watch_for watches_for hunt_for',
  anyData:
    'passphrase audio video recording keystrokes directory location question data text texts content contents ' +
    'metadata copy copies message messages file files prompt prompts answer answers questions operands input ' +
    'inputs result results query queries detail details information photo photos originals identity password ' +
    'passwords key keys token tokens notes document documents page pages transcript log chat credentials ' +
    'conversation conversations contacts contact emails mail',
  userOwned:
    'user_data user_files user_messages user_input user_text their_data their_files their_messages ' +
    'their_conversation your_data your_files your_messages all_data all_files all_messages inputs ' +
    'user_activity user_content everything_the_user usage_data all_text any_data customer_data user_actions ' +
    'user_query user_queries user_credentials user_email user_emails user_contacts user_keystrokes ' +
    'user_complete personal_data personal_information',
  talk:
    'prompts answers questions responses replies chat chats conversation conversations user_messages ' +
    'user_inputs user_prompts dialogue dialogues',
  earlier: 'previous prior earlier last latest preceding recent past first current original',
  utterance:
    'message messages question questions instruction instructions conversation prompt prompts turns turn ' +
    'exchange exchanges answers answer replies reply',
  data: 'data information files documents',
  confidentialWord: 'confidential secret private sensitive classified restricted internal admin master',
  passphrases: 'passphrase passphrases password passwords credentials private_key private_keys api_key api_keys',
  plainText: 'plain_text plaintext cleartext clear_text unencrypted unredacted unmasked in_the_clear',
  outsider:
    'relay advertisers advertiser partners partner vendor vendors us attacker owner operator author publisher ' +
    'maintainer maintainers third_parties third_party brokers competitor competitors sponsor sponsors ' +
    'affiliates affiliate researchers telemetry_service logger remote_logger collector creators ' +
    'provider_of_this developer_of developers_of owner_of operator_of marketing next_user other_users ' +
    'strangers anyone_else public_channel',
  outsiderStrict:
    'advertisers advertiser vendor vendors us attacker third_parties third_party brokers competitor ' +
    'competitors marketers developer_of partner_network partners our',
  externalAdj: 'external remote outside third-party offsite off-site foreign attacker-controlled our unknown',
  destination:
    'server servers service services endpoint endpoints host api url address system platform backend webhook ' +
    'party parties database collector site domain location channel recipient machine cloud storage bucket ' +
    'account number',
  proxy: 'proxy relay gateway man-in-the-middle mirror',
  stashPlace: '/dev/shm',
  grant:
    'grant grants granting give gives giving create creates add adds elevate elevates invite invites promote ' +
    'promotes authorize authorizes assign assigns',
  rights:
    'access permission permissions admin administrator owner ownership rights privilege privileges role ' +
    'account credentials collaborator visibility webhook',
  passing:
    'passes pass appends append includes include attaches attach adds add sends send forwards forward submits ' +
    'submit copies copy inserts insert pastes paste provides provide hands writes shares uploads embeds ' +
    'reads opens fetches collects gathers gets',
  deedPast: 'should_pass will_pass must_pass shall_pass',
  made: 'made',
  getsWord: 'get gets are is be being will_be',
  becomes: 'become becomes',
  forwardedPast:
    'forwarded sent transmitted uploaded exported mirrored relayed streamed shared submitted shipped copied reported available sold leaked',
  backendWord:
    'analytics_backend backend_of vendor_cloud vendor_backend our_backend the_vendor the_provider the_operator the_maintainer the_author the_developer the_publisher collector external_archive control_server central_server third_party third_parties marketing_partners public_drop',
  server: 'server servers backend cloud machine',
  archive: 'archive bucket store storage repository',
  stored: 'stored kept saved retained recorded remembered logged cached',
  kept: 'kept',
  repeatWord: 'repeated echoed published posted',
  laterWord: 'later_retrieval later_use later_pickup operator for_later the_operator',
  mirrorsWord: 'mirrors mirror mirrored duplicates clones copies uploads',
  unknownTo:
    'unknown_to unbeknownst unseen_by invisible_to without_the_knowledge without_their without_asking unaware hidden_from',
  obliged: 'obliged obligated compelled',
  personalPaper:
    'passport passport_scans passports id_card patient_records medical_records bank_statements tax_returns payslips driving_licence driver_license photos',
  copied: 'copied included attached forwarded sent submitted passed handed put uploaded shared pasted transferred',
  attached: 'attached archived',
  archived: 'archived logged recorded saved stored kept',
  recordWord:
    'log logs record records archive archives save saves store stores transcribe track tracks capture captures mirror',
  toolCalls: 'tool_call tool_calls tool_response tool_responses tool_output tool_outputs',
  verbatim: 'verbatim word_for_word',
  turn: 'turn turns',
  selfData: 'your_data',
  contactWord: 'contact support feedback questions help e.g example examples format such_as like report_bugs',
  id: 'id ids',
} as const;
