import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resultOf, ruleChecks, type Check } from '../../../src/authz/authoring/ruleChecks.ts';
import { toQuestion } from '../../../src/authz/authorize.ts';
import { loadRegexCompiler } from '../../../src/authz/matchers/regex.ts';
import { matchRule } from '../../../src/authz/matchRule.ts';
import { arbitraryPolicies, arbitraryRequest } from '../../support/arbitraryPolicies.ts';
import { policyOf } from '../../support/policyOf.ts';

const regex = await loadRegexCompiler();
const environment = { cwd: '/data', home: '/home/ada', realpath: null };

describe('ruleChecks', () => {
  it('comes to what the rule itself comes to, wherever its name and method match', () => {
    fc.assert(
      fc.property(arbitraryPolicies, arbitraryRequest, (written, request) => {
        const question = toQuestion(request, { plain: true, environment });
        for (const { rules } of written.map((each) => policyOf(each))) {
          for (const rule of rules) {
            const checks = ruleChecks(rule, { question, whole: true, regex });
            const isElsewhere = checks.some(({ part, result }) => /method|action/.test(part) && result === 'miss');
            if (!isElsewhere) expect(resultOf(checks)).toBe(matchRule(rule, question).result);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('resultOf', () => {
  const check = (result: Check['result'], part: Check['part'] = 'args'): Check => ({
    part,
    key: '',
    wants: '',
    result,
  });

  it.each<[results: Check['result'][], expected: Check['result']]>([
    [['match', 'match'], 'match'],
    [['error', 'miss', 'unknown'], 'miss'],
    [['error', 'unknown'], 'unknown'],
    [['match', 'error'], 'error'],
    [[], 'match'],
  ])('of %j is %s', (results, expected) => {
    expect(resultOf(results.map((result) => check(result)))).toBe(expected);
  });

  it('is an error for a name that is not what it looks like, whatever else there is', () => {
    expect(resultOf([check('error', 'name'), check('miss')])).toBe('error');
  });
});
