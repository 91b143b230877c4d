/** Words that order, forbid, deny or excuse. A space separates entries, `_` stands for a space inside one; nothing is inflected. */
export const FORCE = {
  must:
    'must shall mandatory required have_to has_to need_to needs_to required_to obligatory compulsory ' +
    'make_sure ensure be_sure mandated it_is_necessary is_necessary is_essential obliged instructed should ' +
    'ought_to are_to it_is_critical it_is_important is_critical be_certain',
  strictly:
    'must shall mandatory required have_to has_to need_to needs_to required_to obligatory compulsory obliged ' +
    'critical always immediately instructed',
  /** An order in so many words: `always` alone may describe. */
  bind:
    'must shall must_always mandatory have_to has_to need_to needs_to required_to obliged instructed are_to ' +
    'is_to should ought_to',
  always:
    'always automatically unconditionally invariably immediately directly without_exception at_all_times ' +
    'must_always',
  should: 'should ought_to',
  mandatory: 'mandatory required obligatory compulsory necessary critical essential important',
  neg:
    "not never no don't dont doesn't cannot can't won't shouldn't mustn't isn't aren't neither nor avoid " +
    "refrain without none nothing prevents prevent prohibited forbidden must_not wouldn't didn't wasn't " +
    'rather_than stop refuses refuse prohibits unable blocks',
  /** A denial that is an order: `does not` only describes. */
  forbid:
    "do_not don't dont never must_not should_not shouldn't mustn't avoid without refrain shall_not may_not " +
    "no_need_to needn't need_not not_to cannot must_never is_not_to are_not_to not_be rather_than",
  /** What turns a negation into an order: `do not forget to`. */
  unneg: 'forget hesitate fail neglect only until unless before without mind worry but',
  without:
    'without no_need_for no_need_of bypassing skipping foregoing absent waiving with_no needs_no requires_no ' +
    'no_user',
  needs: 'need needs require requires requiring',
  neededWord: 'needed required necessary',
  mustNotKnow: "must_not should_not shall_not will_not won't never must_never is_not_to are_not_to",
  can:
    'you_can you_have you_see you_know available accessible in_memory in_this_session in_context you_find ' +
    'you_encounter visible seen encountered found_in',
  greedy: 'whatever all any every each everything entire full complete whole',
  is: 'is gets are was',
  if: 'if',
  so: 'so ensure such_that',
  optionWord: 'option optional flag default set true false allows allow skip',
} as const;
