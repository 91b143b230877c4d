import { describe, expect, it } from 'vitest';
import { accept } from '../../src/pins/accept.ts';
import { pinKey } from '../../src/pins/pin.ts';
import { brokenPinState } from '../../src/pins/pinState.ts';
import { ELSEWHERE, HERE, NOW, seen, stateOf, take, tool } from './support.ts';

const READ = seen(tool('read'));
const CHANGED = seen(tool('read', 'Reads all.'));
const { file } = take(null, [READ]);

describe('pinStateOf', () => {
  it('knows nothing of a server that is new', () => {
    const state = stateOf(null);
    expect(state).toMatchObject({ broken: null, impostorOf: null, settled: false });
    expect(state.pins.size).toBe(0);
  });

  it('looks up what is accepted, what waits and what was accepted once', () => {
    const drifted = take(file, [CHANGED]).file;
    const accepted = accept(drifted, { identity: HERE.id, chosen: [CHANGED], keep: false, at: NOW })?.file ?? drifted;
    expect(stateOf(drifted).waiting.get(pinKey(READ))?.has(CHANGED.fingerprint)).toBe(true);
    expect(stateOf(accepted).pins.get(pinKey(READ))?.has(CHANGED.fingerprint)).toBe(true);
    expect(stateOf(accepted).retired.get(pinKey(READ))?.has(READ.fingerprint)).toBe(true);
    expect([...stateOf(drifted).names]).toEqual(['read']);
  });

  it.each([
    ['before it has been seen', file],
    ['when it waits', take(file, [READ], { identity: ELSEWHERE }).file],
  ])('knows whose name a server goes by, %s', (_, known) => {
    expect(stateOf(known, {}, ELSEWHERE).impostorOf).toBe(HERE.label);
    expect(stateOf(known, {}, HERE).impostorOf).toBeNull();
  });

  it('takes it for a new server where the settings say so', () => {
    expect(stateOf(file, { newIdentity: 'scan' }, ELSEWHERE).impostorOf).toBeNull();
  });
});

describe('brokenPinState', () => {
  it('accepts nothing, and waits for nothing', () => {
    const state = brokenPinState('it is damaged');
    expect(state).toMatchObject({ broken: 'it is damaged', settled: true });
    expect([state.pins.size, state.waiting.size, state.retired.size]).toEqual([0, 0, 0]);
  });
});
