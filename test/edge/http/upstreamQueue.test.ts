import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PostQueue, type Post } from '../../../src/edge/http/upstreamQueue.ts';

interface Run {
  readonly queue: PostQueue;
  /** What has begun, in order. */
  readonly begun: string[];
  readonly nexts: Map<string, () => void>;
  idle: number;
  readonly post: (name: string, bytes?: number) => Post;
}

function run(): Run {
  const begun: string[] = [];
  const nexts = new Map<string, () => void>();
  const made: Run = {
    queue: new PostQueue(() => {
      made.idle += 1;
    }),
    begun,
    nexts,
    idle: 0,
    post: (name, bytes = 10) => ({
      bytes,
      run(next) {
        begun.push(name);
        nexts.set(name, next);
      },
    }),
  };
  return made;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the order of what is posted', () => {
  it('is that of sending, one after the other has left', async () => {
    const { queue, begun, nexts, post } = run();
    for (const name of ['a', 'b', 'c']) queue.push(post(name));
    expect(begun).toEqual([]);
    await turn();
    expect(begun).toEqual(['a']);
    nexts.get('a')?.();
    expect(begun).toEqual(['a', 'b']);
    // Told twice, it counts once.
    nexts.get('a')?.();
    expect(begun).toEqual(['a', 'b']);
  });

  it('is overtaken where that is asked for, but not what has begun', async () => {
    const { queue, begun, nexts, post } = run();
    queue.push(post('a'));
    await turn();
    queue.push(post('b'));
    queue.overtake(post('urgent'));
    nexts.get('a')?.();
    nexts.get('urgent')?.();
    expect(begun).toEqual(['a', 'urgent', 'b']);
  });

  it('leaves out what is taken out before it begins', async () => {
    const { queue, begun, nexts, post } = run();
    const [a, b] = [post('a'), post('b')];
    queue.push(a);
    queue.push(b);
    await turn();
    expect([queue.remove(a), queue.remove(b), queue.remove(b)]).toEqual([false, true, false]);
    queue.push(post('c'));
    queue.clear();
    nexts.get('a')?.();
    await turn();
    expect(begun).toEqual(['a']);
    expect(queue.queued).toBe(0);
  });

  it('tells once all has left, and what is queued until then', async () => {
    const made = run();
    const { queue, nexts, post } = made;
    await expect(queue.flushed()).resolves.toBeUndefined();
    queue.push(post('a', 3));
    queue.push(post('b', 4));
    const flushed = queue.flushed();
    expect([queue.queued, queue.isEmpty]).toEqual([7, false]);
    await turn();
    nexts.get('a')?.();
    expect([queue.queued, made.idle]).toEqual([4, 0]);
    nexts.get('b')?.();
    await flushed;
    expect([queue.queued, queue.isEmpty, made.idle]).toEqual([0, true, 1]);
  });

  it('keeps order and count, whatever comes', async () => {
    const step = fc.constantFrom('push', 'overtake', 'next', 'remove', 'turn');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { queue, begun, nexts, post } = run();
        const posts = new Map<string, Post>();
        let count = 0;
        for (const what of steps) {
          const running = begun.at(-1);
          if (what === 'push' || what === 'overtake') {
            const name = `${what}-${(count += 1)}`;
            posts.set(name, post(name, 1));
            queue[what](posts.get(name) ?? post(name));
          } else if (what === 'next') nexts.get(running ?? '')?.();
          else if (what === 'turn') await turn();
          else {
            const waiting = [...posts].find(([name]) => !begun.includes(name));
            if (waiting !== undefined && queue.remove(waiting[1])) posts.delete(waiting[0]);
          }
        }
        while (!queue.isEmpty) {
          await turn();
          nexts.get(begun.at(-1) ?? '')?.();
        }
        expect(new Set(begun)).toEqual(new Set(posts.keys()));
        expect(begun).toHaveLength(posts.size);
        const pushed = begun.filter((name) => name.startsWith('push'));
        expect(pushed).toEqual([...pushed].sort((a, b) => Number(a.slice(5)) - Number(b.slice(5))));
        expect(queue.queued).toBe(0);
      }),
    );
  });
});
