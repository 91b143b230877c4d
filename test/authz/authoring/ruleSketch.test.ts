import { describe, expect, it } from 'vitest';
import { RuleSketch, type SuggestedEffect } from '../../../src/authz/authoring/ruleSketch.ts';
import type { AuthorizationRequest } from '../../../src/authz/request.ts';
import { requestOf } from '../../support/policyOf.ts';

const environment = { cwd: '/data', home: '/home/ada', realpath: null };
const options = { home: '/home/ada', isSecret: (_: string, value: string) => value.includes('hunter2') };

function suggest(requests: readonly Partial<AuthorizationRequest>[], effect: SuggestedEffect = 'allow') {
  const all = requests.map((each) => requestOf(each));
  const sketch = new RuleSketch(all[0] ?? requestOf(), effect);
  const taken = all.map((each) => sketch.add(each, environment));
  return { taken, ...sketch.suggest(options) };
}

const uri = (resource: string): Partial<AuthorizationRequest> => ({
  method: 'resources/read',
  action: null,
  resource,
  args: null,
});

describe('RuleSketch', () => {
  it('writes a rule for a tool', () => {
    expect(suggest([{ args: { n: 1 } }, { args: { n: 2 } }]).rule).toEqual({
      id: 'read',
      action: 'read',
      effect: 'allow',
      reason: 'Seen 2 times when this was written',
      args: { n: { type: 'integer', min: 1, max: 2 } },
      unlisted_args: 'deny',
    });
  });

  it('writes a rule that asks under an id of its own', () => {
    expect(suggest([{ args: { n: 1 } }], 'ask').rule).toMatchObject({
      id: 'read-ask',
      effect: 'ask',
      reason: 'A person had to be asked, once',
      args: { n: { equals: 1, present: true } },
    });
  });

  it('writes a rule for resources, and none for all of them where no URI was given', () => {
    expect(suggest([uri('file:///data/a')]).rule).toEqual({
      method: 'resources/read',
      resource: ['file:///data/a'],
      effect: 'allow',
      reason: 'Seen once when this was written',
    });
    const none = suggest([{ method: 'resources/read', action: null, resource: null, args: null }]);
    expect(none).toEqual({ taken: [false] });
  });

  it('leaves out a URI that holds a credential, and says so', () => {
    const found = suggest([uri('https://h/x?key=hunter2'), uri('https://h/y')]);
    expect(found.rule?.['resource']).toEqual(['https://h/y']);
    expect(found.remarks).toEqual(['a URI holds what looks like a credential, and is left out']);
    expect(suggest([uri('https://h/x?key=hunter2')]).rule).toBeUndefined();
  });

  it('says so where URIs have nothing in common', () => {
    const found = suggest(Array.from({ length: 20 }, (_, i) => uri(`s${i}://x/y`)));
    expect(found).toMatchObject({
      rule: { resource: ['**'] },
      remarks: ['the URIs have nothing in common: any is allowed'],
    });
  });

  it('names a tool with a slash on any server of the policy, and gives no id that a rule cannot have', () => {
    expect(suggest([{ action: 'a/b' }]).rule).toMatchObject({ action: '*/a/b' });
    expect(suggest([{ action: 'a/b' }]).rule).not.toHaveProperty('id');
    expect(suggest([{ action: '*{x}' }]).rule).toMatchObject({ action: String.raw`\*\{x\}` });
  });

  it('writes none for what it has not taken in', () => {
    expect(suggest([{ args: { '': 1 } }])).toEqual({ taken: [false] });
  });

  it('goes from beginnings to single URIs when it is narrowed', () => {
    const sketch = new RuleSketch(requestOf(uri('x:')), 'allow');
    for (let i = 0; i < 20; i++) sketch.add(requestOf(uri(`file:///d/${i}`)), environment);
    expect(sketch.suggest(options)?.rule['resource']).toEqual(['file:///d/**']);
    expect(sketch.narrow(requestOf(uri('file:///d/x')), { environment, regex: null, round: 1 })).toBe(true);
    expect(sketch.suggest(options)?.rule['resource']).toHaveLength(20);
    expect(sketch.narrow(requestOf(uri('file:///d/x')), { environment, regex: null, round: 2 })).toBe(false);
  });
});
