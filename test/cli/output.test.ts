import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { outputOn } from '../../src/cli/output.ts';
import { captured, expectHarmless, HOSTILE, type Surroundings } from './home.ts';

function written(surroundings: Surroundings = {}, isJson = false) {
  const { io, out, err } = captured(surroundings);
  return { output: outputOn(io, isJson), out, err };
}

describe('the colours of an output', () => {
  it('are painted on a terminal', () => {
    const { paint } = written({ outColumns: 80 }).output;
    expect(paint('red', 'x')).toBe('\u001b[31mx\u001b[39m');
    expect(paint('red', '')).toBe('');
  });

  it.each([
    ['a pipe', {}],
    ['a pipe beside a terminal', { errColumns: 80 }],
    ['NO_COLOR', { outColumns: 80, env: { NO_COLOR: '1' } }],
    ['a dumb terminal', { outColumns: 80, env: { TERM: 'dumb' } }],
  ])('are not painted for %s', (_, surroundings) => {
    expect(written(surroundings).output.paint('red', 'x')).toBe('x');
  });

  it('are painted where NO_COLOR is empty, which counts as not set', () => {
    expect(written({ outColumns: 80, env: { NO_COLOR: '' } }).output.paint('dim', 'x')).toContain('\u001b');
  });
});

describe('outputOn', () => {
  it('keeps remarks out of the result', () => {
    const { output, out, err } = written({}, true);
    output.remark('working');
    output.json({ a: 1 });
    output.line();
    expect([out, err]).toEqual([['{"a":1}\n', '\n'], ['leash: working\n']]);
  });

  it('prints JSON that no terminal obeys, and that says the same', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constant(HOSTILE)), (text) => {
        const { output, out } = written({}, true);
        output.json({ [text]: [text] });
        const [line = ''] = out;
        expectHarmless(line);
        expect(JSON.parse(line)).toEqual({ [text]: [text] });
      }),
    );
    const { output, out } = written({}, true);
    output.json(['é', '中', '\u{1F511}', '\u{E0041}']);
    expect(out).toEqual(['["é","中","\u{1F511}","\\udb40\\udc41"]\n']);
  });

  it('escapes a text on a terminal, line by line, and leaves it alone otherwise', () => {
    const text = `a: "${'x'.repeat(5000)}"\nb: ${HOSTILE}`;
    const piped = written();
    piped.output.text(text);
    expect(piped.out).toEqual([`${text}\n`]);
    const shown = written({ outColumns: 80 });
    shown.output.text(text);
    expectHarmless(shown.out.join(''));
    expect(shown.out.join('').split('\n')).toHaveLength(3);
    expect(shown.out.join('')).toContain('x'.repeat(5000));
  });

  it('has a canvas where a person watches stderr', () => {
    const { output, err } = written({ errColumns: 40 });
    expect(output.canvas?.columns).toBe(40);
    output.canvas?.draw('\rx');
    expect(err).toEqual(['\rx']);
  });

  it.each([
    ['a pipe', { outColumns: 80 }, false],
    ['JSON', { errColumns: 80 }, true],
    ['a dumb terminal', { errColumns: 80, env: { TERM: 'dumb' } }, false],
  ])('has none for %s', (_, surroundings, isJson) => {
    expect(written(surroundings, isJson).output.canvas).toBeNull();
  });
});
