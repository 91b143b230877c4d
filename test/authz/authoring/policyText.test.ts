import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyText } from '../../../src/authz/authoring/policyText.ts';
import { readJson } from '../../../src/authz/matchers/operand.ts';
import { readYaml } from '../../../src/edge/yamlSource.ts';
import type { JsonObject } from '../../../src/jsonrpc/message.ts';

const NONE = { head: [], rules: [], foot: [] };

function readBack(text: string): unknown {
  const { node, problems } = readYaml('p.yaml', Buffer.from(text));
  expect(problems).toEqual([]);
  return node === null ? null : readJson(node, () => expect.unreachable())?.json;
}

const text = fc.oneof(
  fc.string({ unit: 'binary' }).filter((each) => each.isWellFormed()),
  fc.constantFrom(
    'no',
    'True',
    '1.0',
    'null',
    '~',
    '- a',
    'a: b',
    '# c',
    '\n',
    '\u2028',
    '\u{1f600}',
    '"',
    "'",
    '%YAML',
    '*a',
  ),
);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Number.isInteger(n) && n.toString() !== '0'),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(text, tie('any'), { maxKeys: 3 }),
  ),
})).any;

describe('policyText', () => {
  it('writes YAML that reads back as the policy, whatever comments stand beside it', () => {
    const rule = fc.record({ action: text, args: fc.dictionary(text, value, { maxKeys: 3 }) });
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1, maxLength: 3 }), value, fc.array(text), (rules, servers, comments) => {
        const policy = { name: 'x', servers, rules } as JsonObject;
        const written = policyText(policy, { head: comments, rules: [comments], foot: comments });
        const expected = { ...policy, rules: rules.map((each) => withoutEmpty(each)) };
        expect(readBack(written)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('gives each key and each argument a line', () => {
    const rule = { id: 'r', action: 'a b', args: { path: { under: ['/x'] }, no: { equals: 1 } } };
    const written = policyText({ name: 'x', rules: [rule] }, { head: ['head'], rules: [['look']], foot: ['', 'foot'] });
    expect(written).toBe(
      [
        '# head',
        'name: x',
        'rules:',
        '  # look',
        '  - id: r',
        '    action: "a b"',
        '    args:',
        '      path: { under: ["/x"] }',
        '      "no": { equals: 1 }',
        '#',
        '# foot',
        '',
      ].join('\n'),
    );
  });

  it('lets no name from outside end a comment, and shows what cannot be seen', () => {
    const hostile = 'x\nrules: [{ action: "*", effect: allow, reason: r }]\r\u202e\u0000';
    const written = policyText({ name: 'x', rules: [{ action: 'a' }] }, { ...NONE, foot: [hostile] });
    expect(readBack(written)).toEqual({ name: 'x', rules: [{ action: 'a' }] });
    expect(written).not.toMatch(/[\r\u202e\u0000]/);
  });

  it('escapes what nobody sees in a value', () => {
    expect(policyText({ name: 'a\u200bb\u{e0041}', rules: [] }, NONE)).toContain('name: "a\\u200bb\\udb40\\udc41"');
  });
});

/** `args:` without a line below it is nothing. */
function withoutEmpty({ action, args }: { action: string; args: Record<string, unknown> }): object {
  return { action, args: Object.keys(args).length === 0 ? null : args };
}
