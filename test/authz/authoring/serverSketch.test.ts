import { describe, expect, it } from 'vitest';
import type { Fate } from '../../../src/authz/authoring/fate.ts';
import { ServerSketch } from '../../../src/authz/authoring/serverSketch.ts';
import type { AuthorizationRequest } from '../../../src/authz/request.ts';
import { requestOf } from '../../support/policyOf.ts';

const environment = { cwd: '/data', home: '/home/ada', realpath: null };
const options = { home: '/home/ada', isSecret: () => false };

function observation(fate: Fate, over: Partial<AuthorizationRequest> = {}) {
  return { request: requestOf(over), fate, why: 'a reason', environment };
}

// What is learned, and how it is mended, is in `learner.test.ts`.
describe('ServerSketch', () => {
  it('writes a policy for the one agent and the one server', () => {
    const sketch = new ServerSketch('a*', 'fs');
    sketch.add(observation('through'));
    const suggestion = sketch.suggest(options);
    expect(suggestion).toMatchObject({ agent: 'a*', server: 'fs', denied: [], missed: [] });
    expect(suggestion?.policy).toMatchObject({ agents: [String.raw`a\*`], servers: ['fs'] });
  });

  it('tells what it could not read beside what it left out', () => {
    const sketch = new ServerSketch('a', 'fs');
    sketch.add(observation('through'));
    sketch.add(observation('deny', { action: 'write' }));
    sketch.addUnread(requestOf({ action: 'login' }), 'through', 'withheld');
    sketch.addUnread(requestOf({ action: 'login' }), 'through', 'withheld');
    sketch.addUnread(requestOf({ action: 'erase' }), 'deny', 'withheld');
    expect(sketch.suggest(options)).toMatchObject({
      denied: [
        { name: 'write', why: 'a reason', count: 1 },
        { name: 'erase', why: 'withheld', count: 1 },
      ],
      missed: [{ name: 'login', why: 'withheld', count: 2 }],
    });
  });

  it('writes none where nothing went through', () => {
    const sketch = new ServerSketch('a', 'fs');
    sketch.add(observation('deny'));
    expect(sketch.suggest(options)).toBeNull();
  });

  it('has nothing to mend where a denial is a denial', () => {
    const sketch = new ServerSketch('a', 'fs');
    expect(sketch.mend(observation('deny'), 'deny', null, 1)).toBe(false);
  });
});
