import type { Key as InkKey } from 'ink';
import { describe, expect, it } from 'vitest';
import { keyOf } from '../../src/tui/keyName.ts';

const NO_KEY: InkKey = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};

describe('keyOf', () => {
  it.each([
    ['a', {}, { name: 'a', text: 'a' }],
    ['日', {}, { name: '日', text: '日' }],
    ['', { upArrow: true }, { name: 'up', text: '' }],
    ['\r', { return: true }, { name: 'enter', text: '' }],
    ['\n', {}, { name: 'enter', text: '' }],
    ['c', { ctrl: true }, { name: 'ctrl-c', text: '' }],
    ['', { tab: true, shift: true }, { name: 'shift-tab', text: '' }],
    ['', { delete: true }, { name: 'backspace', text: '' }],
    ['', { escape: true, meta: true }, { name: 'escape', text: '' }],
  ])('names %j with %j', (input, key, expected) => {
    expect(keyOf(input, { ...NO_KEY, ...key })).toEqual(expected);
  });

  it('presses nothing for what is pasted, even if its letters would approve', () => {
    expect(keyOf('ay', NO_KEY)).toEqual({ name: 'text', text: 'ay' });
  });

  it.each([
    ['y', { meta: true }],
    ['', {}],
  ])('knows no key in %j with %j', (input, key) => {
    expect(keyOf(input, { ...NO_KEY, ...key }).name).toBe('unknown');
  });
});
