import { describe, expect, it } from 'vitest';

import { outputOn } from '../../src/cli/output.ts';
import { progressBar } from '../../src/cli/progress.ts';
import { captured } from './home.ts';

function drawn(errColumns: number | undefined, isJson = false) {
  const { io, err } = captured(errColumns === undefined ? {} : { errColumns });
  let time = 0;
  const bar = progressBar(outputOn(io, isJson), 'verifying', () => time);
  bar.update({ done: 1, total: 4 });
  time = 50;
  bar.update({ done: 2, total: 4 });
  time = 200;
  bar.update({ done: 3, total: 4 });
  bar.end();
  return err;
}

const ANEW = '\r\u001b[2K';

describe('progressBar', () => {
  it('draws over itself on a terminal, not too often, and leaves a clean line', () => {
    const [first = '', second = '', last = '', ...rest] = drawn(80);
    expect(first).toBe(`${ANEW}verifying ${'█'.repeat(8)}${'░'.repeat(22)} 25% 1/4`);
    expect(second).toMatch(/ 75% 3\/4$/);
    expect(last).toBe(ANEW);
    expect(rest).toEqual([]);
  });

  it.each([
    [49, `${ANEW}verifying ${'█'.repeat(8)}${'░'.repeat(22)} 25% 1/4`],
    [48, `${ANEW}verifying 25%`],
    [14, `${ANEW}verifying 25%`],
    [13, `${ANEW}25%`],
    [3, ANEW],
    [1, ANEW],
  ])('never fills a terminal of %i columns, where it would wrap', (columns, want) => {
    expect(drawn(columns)[0]).toBe(want);
  });

  it('stays at its end when more comes than was expected, or nothing', () => {
    const { io, err } = captured({ errColumns: 80 });
    let time = 0;
    const bar = progressBar(outputOn(io, false), 'verifying', () => (time += 1000));
    bar.update({ done: 9, total: 4 });
    bar.update({ done: 0, total: 0 });
    expect(err.map((text) => / (\d+%)/.exec(text)?.[1])).toEqual(['100%', '100%']);
  });

  it.each([
    ['a pipe', undefined, false],
    ['JSON', 80, true],
  ])('draws nothing for %s', (_, columns, isJson) => {
    expect(drawn(columns, isJson)).toEqual([]);
  });

  it('leaves alone a line that it never drew', () => {
    const { io, err } = captured({ errColumns: 80 });
    progressBar(outputOn(io, false), 'verifying').end();
    expect(err).toEqual([]);
  });
});
