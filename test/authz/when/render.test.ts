import { Environment } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compiledText, sourceText } from '../../../src/authz/when/render.ts';

const environment = new Environment({ unlistedVariablesAreDyn: true });
const parse = (text: string) => environment.parse(text).ast;

describe('compiledText', () => {
  it.each([
    ['a && b || !c', '((a && b) || (!c))'],
    ['args.l.all(x, x > 1)', 'bounded_(run_, args.l).all(x, (x > 1))'],
    ['a.map(x, x).filter(y, y)', 'bounded_(run_, bounded_(run_, a).map(x, x)).filter(y, y)'],
    ['s.matches("a")', 'matches_(run_, s, "a")'],
    ['under(p, "/a") && host(u) == "b"', '(under_(run_, p, "/a") && (host_(run_, u) == "b"))'],
    ['now.getHours() + now.getHours("UTC")', '(getHours_(run_, now) + getHours_(run_, now, "UTC"))'],
    ['size(a) + a.size()', '(size(a) + a.size())'],
    ['[1, 2.0, -3, 1e30, 1e-9, null, true]', '[1, 2.0, (-3), 1e+30, 1e-9, null, true]'],
    ['{"a": b[0].c}["a"]', '{"a": b[0].c}["a"]'],
    ['"\\n\\"\\u2028" + r"\\d"', '("\\n\\"\u2028" + "\\\\d")'],
    ['a ? b : c ? d : e', '(a ? b : (c ? d : e))'],
    ['(a + b).c', '(a + b).c'],
  ])('of %s', (text, want) => {
    expect(compiledText(parse(text))).toBe(want);
    expect(sourceText(parse(want))).toBe(sourceText(parse(text)));
  });

  it('says what was written, for every expression', () => {
    const leaf = fc.oneof(
      fc.constantFrom('a', 'args', 'now', 'true', '1', '2.5', 'null'),
      fc
        .string()
        .map((text) => JSON.stringify(text))
        .filter((text) => !/\\ud[89a-f]/i.test(text)),
    );
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        leaf,
        fc
          .tuple(tie('expression'), fc.constantFrom('&&', '||', '==', '+', '-', '*', 'in', '<'), tie('expression'))
          .map(([a, op, b]) => `${a} ${op} ${b}`),
        tie('expression').map((a) => `(${a})`),
        tie('expression').map((a) => `!(${a})`),
        tie('expression').map((a) => `(${a}).matches("x")`),
        tie('expression').map((a) => `(${a}).b[${a}]`),
        tie('expression').map((a) => `[${a}, ${a}].exists(x, ${a})`),
        tie('expression').map((a) => `int(${a}).getHours()`),
        fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `{${a}: ${b}}`),
        fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `${a} ? ${b} : ${a}`),
      ),
    }));
    fc.assert(
      fc.property(expression, (text) => {
        const ast = parse(text);
        expect(sourceText(parse(compiledText(ast)))).toBe(sourceText(ast));
        expect(JSON.stringify(parse(sourceText(ast)).toOldStructure(), bigintText)).toBe(
          JSON.stringify(ast.toOldStructure(), bigintText),
        );
      }),
      { numRuns: 500 },
    );
  });
});

/** Without places: only what is said counts. */
function bigintText(key: string, value: unknown): unknown {
  if (key === 'pos' || key === 'start' || key === 'end') return undefined;
  return typeof value === 'bigint' ? `${value}n` : value;
}
