import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { onStopSignals, signalExitCode } from '../../src/app/stopSignals.ts';

function listen(): { emitter: EventEmitter; heard: string[]; stop: ReturnType<typeof onStopSignals> } {
  const emitter = new EventEmitter();
  const heard: string[] = [];
  const listener = { asked: () => heard.push('asked'), insisted: () => heard.push('insisted') };
  return { emitter, heard, stop: onStopSignals(emitter, listener) };
}

describe('onStopSignals', () => {
  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('takes a first %s for a request and keeps exit code %i', (signal, code) => {
    const { emitter, heard, stop } = listen();
    expect(stop.exitCode).toBeNull();
    emitter.emit(signal, signal);
    expect({ heard, code: stop.exitCode }).toEqual({ heard: ['asked'], code });
  });

  it('takes any second one for insistence, and keeps the code of the first', () => {
    const { emitter, heard, stop } = listen();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGTERM']) emitter.emit(signal, signal);
    expect({ heard, code: stop.exitCode }).toEqual({ heard: ['asked', 'insisted', 'insisted'], code: 130 });
  });

  it('listens no more once it is disposed of', () => {
    const { emitter, stop } = listen();
    stop.dispose();
    expect(emitter.eventNames()).toEqual([]);
  });
});

describe('signalExitCode', () => {
  it.each([
    ['SIGKILL', 137],
    ['SIGSEGV', 139],
  ] as const)('is 128 and the number of %s', (signal, code) => expect(signalExitCode(signal)).toBe(code));
});
