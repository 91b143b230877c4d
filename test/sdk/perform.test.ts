import { describe, expect, it } from 'vitest';
import { LeashDenied, LeashUnavailable } from '../../src/sdk/errors.ts';
import type { Decision, LookedThrough, Question } from '../../src/sdk/decision.ts';
import { perform, performStream } from '../../src/sdk/perform.ts';
import { decision, DENIED, fakeDecider, inspection } from './fakeDecider.ts';

const question: Question = {
  actor: null,
  session: 's',
  server: null,
  method: null,
  action: 'files.read',
  resource: null,
  args: {},
  context: {},
  wait: false,
  signal: null,
};

/** A call that tells whether it ran. */
function counted<R>(run: () => R) {
  const ran = { times: 0 };
  return {
    ran,
    run: () => {
      ran.times += 1;
      return run();
    },
  };
}

const watched = decision({ obligations: [inspection()] });

describe('perform', () => {
  it('runs what is allowed, and reports how it ended', async () => {
    const { decider, settled } = fakeDecider();
    const { ran, run } = counted(() => 'text');
    await expect(perform(decider, { question, run })).resolves.toBe('text');
    expect(ran.times).toBe(1);
    expect(settled).toMatchObject([{ status: 'success', body: Buffer.from('text') }]);
  });

  it.each<[string, Decision | Error, unknown]>([
    ['a denial', DENIED, LeashDenied],
    ['an answer without a receipt', decision({ receipt: null }), LeashUnavailable],
    ['a denial that could not be recorded', { ...DENIED, receipt: null }, LeashUnavailable],
    ['an answer that contradicts itself', decision({ effect: 'deny' }), LeashDenied],
    ['nobody deciding', new LeashUnavailable('late'), LeashUnavailable],
    ['whatever else goes wrong', new Error('unforeseen'), Error],
  ])('runs nothing after %s', async (_, said, kind) => {
    const { decider, settled } = fakeDecider(() => (said instanceof Error ? Promise.reject(said) : said));
    const { ran, run } = counted(() => 'text');
    await expect(perform(decider, { question, run })).rejects.toBeInstanceOf(kind);
    expect(ran.times).toBe(0);
    expect(settled).toEqual([]);
  });

  it('says which rule denied, where it stands, and when it may be tried again', async () => {
    const retryAt = new Date(1);
    const { decider } = fakeDecider(() => ({ ...DENIED, retryAt }));
    await expect(perform(decider, { question, run: () => 1 })).rejects.toMatchObject({
      code: 'LEASH_DENIED',
      action: 'files.read',
      rule: 'p/r',
      receipt: { index: 7 },
      retryAt,
      ran: false,
      message: DENIED.denial,
    });
  });

  it('runs in observe mode what the policies deny', async () => {
    const { decider } = fakeDecider(() => decision({ effect: 'observe_deny' }));
    await expect(perform(decider, { question, run: () => 1 })).resolves.toBe(1);
  });

  it('does not run what was called off while it was decided', async () => {
    const abort = new AbortController();
    const { decider, settled } = fakeDecider(() => {
      abort.abort();
      return decision();
    });
    const { ran, run } = counted(() => 1);
    const asked = { ...question, signal: abort.signal };
    await expect(perform(decider, { question: asked, run })).rejects.toBeInstanceOf(LeashDenied);
    expect(ran.times).toBe(0);
    expect(settled).toMatchObject([{ status: 'cancelled' }]);
  });

  it('passes on what the function throws, and reports it', async () => {
    const { decider, settled } = fakeDecider();
    const error = new Error('disk full');
    const run = () => Promise.reject(error);
    await expect(perform(decider, { question, run })).rejects.toBe(error);
    expect(settled).toMatchObject([{ status: 'tool-error' }]);
  });

  it('hands over what is left after looking through', async () => {
    const fake = fakeDecider(() => watched);
    fake.onLook(() => ({ kind: 'passed', value: '[redacted]' }));
    await expect(perform(fake.decider, { question, run: () => 'secret' })).resolves.toBe('[redacted]');
    expect(fake.settled).toMatchObject([{ status: 'success', body: Buffer.from('[redacted]') }]);
  });

  it.each<[string, unknown, () => LookedThrough]>([
    ['is withheld', 'ghp_x', () => ({ kind: 'withheld', why: 'it holds a secret' })],
    [
      'cannot be looked through',
      'ghp_x',
      () => {
        throw new Error('reader');
      },
    ],
    ['is no JSON', new Map(), () => ({ kind: 'passed', value: null })],
    [
      'is an object of a class',
      new (class {
        token = 'ghp_x';
      })(),
      () => ({ kind: 'passed', value: null }),
    ],
  ])('keeps a result back that %s, and says that it ran', async (_, result, look) => {
    const fake = fakeDecider(() => watched);
    fake.onLook(look);
    const failed = await perform(fake.decider, { question, run: () => result }).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(LeashDenied);
    expect(failed).toMatchObject({ ran: true, rule: 'p/r' });
    expect(JSON.stringify(failed) + String(failed)).not.toContain('ghp_x');
    expect(fake.settled).toMatchObject([{ status: 'tool-error' }]);
  });

  it.each<[string, Error, LookedThrough | null]>([
    ['is kept back where it may not be shown', new Error('token ghp_x'), { kind: 'withheld', why: 'secret' }],
    ['is kept back where something would be taken out of it', new Error('token ghp_x'), { kind: 'passed', value: '' }],
    ['is kept back where it cannot be read', new Error('x', { cause: new Map() }), null],
  ])('an error %s', async (_, error, looked) => {
    const fake = fakeDecider(() => watched);
    if (looked !== null) fake.onLook(() => looked);
    const failed: unknown = await perform(fake.decider, { question, run: () => Promise.reject(error) }).catch(
      (e: unknown) => e,
    );
    expect(failed).toBeInstanceOf(LeashDenied);
    expect(String(failed)).not.toContain('ghp_x');
    expect((failed as Error).cause).toBeUndefined();
  });

  it('looks at an error whatever it calls itself', async () => {
    const fake = fakeDecider(() => watched);
    fake.onLook(() => ({ kind: 'withheld', why: 'secret' }));
    const error = Object.assign(new Error('token ghp_x'), { name: 'LeashDenied', code: 'LEASH_DENIED' });
    await expect(perform(fake.decider, { question, run: () => Promise.reject(error) })).rejects.not.toThrow('ghp_x');
  });

  it('passes on an error in which nothing was found', async () => {
    const { decider } = fakeDecider(() => watched);
    const error = new TypeError('no such file', { cause: new Error('ENOENT') });
    await expect(perform(decider, { question, run: () => Promise.reject(error) })).rejects.toBe(error);
  });
});

describe('performStream', () => {
  async function* pieces(): AsyncGenerator<string, number, string | undefined> {
    const sent = yield await Promise.resolve('gh');
    yield sent ?? 'p_x';
    return 2;
  }

  async function read<T>(stream: AsyncIterable<T>): Promise<T[]> {
    const list: T[] = [];
    for await (const piece of stream) list.push(piece);
    return list;
  }

  it('asks nobody and runs nothing before somebody reads', async () => {
    const { decider, asked } = fakeDecider();
    const { ran, run } = counted(pieces);
    const stream = performStream(decider, { question, run }, 'join-texts');
    await new Promise((resolve) => setImmediate(resolve));
    expect([asked.length, ran.times]).toEqual([0, 0]);
    await expect(read(stream)).resolves.toEqual(['gh', 'p_x']);
    expect([asked.length, ran.times]).toEqual([1, 1]);
  });

  it('passes on what the reader sends and what the generator returns', async () => {
    const { decider } = fakeDecider();
    const stream = performStream(decider, { question, run: pieces }, 'join-texts');
    await stream.next();
    await expect(stream.next('sent')).resolves.toEqual({ done: false, value: 'sent' });
    await expect(stream.next()).resolves.toEqual({ done: true, value: 2 });
  });

  it('runs nothing that is denied', async () => {
    const { decider } = fakeDecider(() => DENIED);
    const { ran, run } = counted(pieces);
    await expect(read(performStream(decider, { question, run }, 'join-texts'))).rejects.toBeInstanceOf(LeashDenied);
    expect(ran.times).toBe(0);
  });

  it('ends the generator when its reader goes, and reports that it was cancelled', async () => {
    const { decider, settled } = fakeDecider();
    let isEnded = false;
    async function* endless(): AsyncGenerator<number> {
      try {
        for (let i = 0; ; i += 1) yield await Promise.resolve(i);
      } finally {
        isEnded = true;
      }
    }
    for await (const value of performStream(decider, { question, run: endless }, 'join-texts')) if (value === 2) break;
    expect(isEnded).toBe(true);
    expect(settled).toMatchObject([{ status: 'cancelled' }]);
  });

  it('joins texts before they are looked through, so that nothing hides between two pieces', async () => {
    const fake = fakeDecider(() => watched);
    const seen: unknown[] = [];
    fake.onLook((value) => {
      seen.push(value);
      return { kind: 'passed', value: value === 'ghp_x' ? '[redacted]' : value };
    });
    await expect(read(performStream(fake.decider, { question, run: pieces }, 'join-texts'))).resolves.toEqual([
      '[redacted]',
    ]);
    expect(seen[0]).toBe('ghp_x');
  });

  it('keeps back a stream of other things, which may hide something between two of them', async () => {
    const { decider } = fakeDecider(() => watched);
    function* objects() {
      yield { delta: 'gh' };
      yield { delta: 'p_x' };
    }
    await expect(read(performStream(decider, { question, run: objects }, 'join-texts'))).rejects.toMatchObject({
      ran: true,
    });
  });

  it('hands over the last value alone where that is the result', async () => {
    const fake = fakeDecider(() => watched);
    function* states() {
      yield { state: 'loading' };
      yield { state: 'ready' };
    }
    await expect(read(performStream(fake.decider, { question, run: states }, 'last-value'))).resolves.toEqual([
      { state: 'ready' },
    ]);
  });
});
