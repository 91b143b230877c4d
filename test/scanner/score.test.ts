import { describe, expect, it } from 'vitest';
import type { Ground, Weight } from '../../scanner/rules/rule.ts';
import { gradeSignals, worst } from '../../scanner/score.ts';

const signal = (ground: Ground, weight: Weight, at = '/description', span: readonly [number, number] = [0, 5]) => ({
  ground,
  weight,
  at,
  span,
});

describe('gradeSignals', () => {
  it.each([
    ['one strong signal blocks', [signal('hidden', 'strong')], ['block']],
    ['one clear signal warns', [signal('secrecy', 'clear')], ['warn']],
    ['one faint signal informs', [signal('steering', 'faint')], ['info']],
    [
      'two clear signals of different grounds block, wherever they stand',
      [signal('secrecy', 'clear'), signal('steering', 'clear', '/title')],
      ['block', 'block'],
    ],
    [
      'two clear signals of different grounds and words block',
      [signal('secrecy', 'clear'), signal('steering', 'clear', '/description', [5, 9])],
      ['block', 'block'],
    ],
    [
      'two clear signals of different grounds in the same words warn: it is one thing said twice',
      [signal('secrecy', 'clear'), signal('steering', 'clear', '/description', [4, 9])],
      ['warn', 'warn'],
    ],
    [
      'of three clear signals, two that share no words are enough',
      [
        signal('secrecy', 'clear', '/description', [0, 20]),
        signal('steering', 'clear', '/description', [2, 9]),
        signal('hidden', 'clear', '/description', [12, 18]),
      ],
      ['block', 'block', 'block'],
    ],
    [
      'two clear signals of one ground warn',
      [signal('secrecy', 'clear'), signal('secrecy', 'clear', '/title')],
      ['warn', 'warn'],
    ],
    [
      'a strong and a clear one of different grounds block both',
      [signal('hidden', 'strong'), signal('secrecy', 'clear')],
      ['block', 'block'],
    ],
    [
      'two faint ones of different grounds in one text warn',
      [signal('steering', 'faint'), signal('consent', 'faint')],
      ['warn', 'warn'],
    ],
    [
      'two faint ones in different texts inform',
      [signal('steering', 'faint'), signal('consent', 'faint', '/title')],
      ['info', 'info'],
    ],
    [
      'two faint ones of one ground inform',
      [signal('steering', 'faint'), signal('steering', 'faint')],
      ['info', 'info'],
    ],
    [
      'pressure lifts an order and stays what it is',
      [signal('steering', 'faint'), signal('pressure', 'faint')],
      ['warn', 'info'],
    ],
    [
      'pressure and a collision are nothing together',
      [signal('collision', 'faint'), signal('pressure', 'faint')],
      ['info', 'info'],
    ],
    [
      'a clear one with two faint grounds warns',
      [signal('secrecy', 'clear'), signal('steering', 'faint'), signal('pressure', 'faint')],
      ['warn', 'warn', 'info'],
    ],
    ['nothing is nothing', [], []],
  ])('%s', (_title, signals, grades) => {
    expect(gradeSignals(signals)).toEqual(grades);
  });
});

describe('worst', () => {
  it('orders block, warn, info, none', () => {
    expect([
      worst(['info', 'block', 'warn']),
      worst(['none', 'info', 'warn']),
      worst(['info']),
      worst(['none']),
      worst([]),
    ]).toEqual(['block', 'warn', 'info', 'none', 'none']);
  });
});
