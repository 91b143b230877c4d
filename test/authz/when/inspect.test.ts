import { describe, expect, it } from 'vitest';
import { MAX_DEPTH, MAX_LOOPS, MAX_NODES } from '../../../src/authz/when/limits.ts';
import { compile } from './support.ts';

describe('inspect', () => {
  it('tells which variables an expression looks at', () => {
    const compiled = compile('args.a == 1 && [1].all(x, x > 0 && session.calls > 1) && has(context.b)');
    expect(Array.isArray(compiled) ? null : [...compiled.reads].sort()).toEqual(['args', 'context', 'session']);
  });

  it('bounds how many parts an expression has', () => {
    const terms = (count: number) => Array.from({ length: count }, () => '1').join();
    expect(compile(`1 in [${terms(MAX_NODES - 3)}]`)).toMatchObject({ text: expect.any(String) as string });
    expect(compile(`1 in [${terms(MAX_NODES - 2)}]`)).toEqual([`0: the expression has more than ${MAX_NODES} parts`]);
  });

  it('bounds how deep they are nested', () => {
    const nested = (depth: number) => `${'!'.repeat(depth)}true`;
    expect(compile(nested(MAX_DEPTH - 2))).toMatchObject({ text: expect.any(String) as string });
    expect(compile(nested(MAX_DEPTH))).toEqual([expect.stringContaining(`nested more than ${MAX_DEPTH} deep`)]);
  });

  it('bounds how deep loops are nested, and not how many there are', () => {
    const one = '[1].all(a, a > 0)';
    const two = '[1].all(a, [2].all(b, b > a))';
    const three = '[1].all(a, [2].all(b, [3].all(c, c > b)))';
    expect(compile(`${one} && ${two} && ${two}`)).toMatchObject({ text: expect.any(String) as string });
    expect(compile(three)).toEqual([`26: loops are nested more than ${MAX_LOOPS} deep`]);
    // What a loop goes through stands outside of it.
    expect(compile('[[1]].map(x, x)[0].map(y, y).filter(z, z > 0).size() == 1')).toMatchObject({
      text: expect.any(String) as string,
    });
  });

  it('takes no name for an item that says something else', () => {
    expect(compile('args.l.all(args, true)')).toEqual(['11: `args` is taken, expected another name for the item']);
    expect(compile('args.l.all(int, true)')).toEqual(['11: `int` is taken, expected another name for the item']);
    expect(compile('args.l.all(x, [1].all(x, true))')).toEqual([
      '22: `x` is taken, expected another name for the item',
    ]);
    expect(compile('args.l.all(1, true)')).toEqual([expect.stringMatching(/name for the item|iteration variable/)]);
    expect(compile('[1].all(x, true) && x == 1')).toEqual([expect.stringContaining('unknown name `x`')]);
  });
});
