import { describe, expect, it } from 'vitest';
import { readRequest } from '../../../src/app/gate/readRequest.ts';
import { ALICE } from './support.ts';

const BOUNDS = { maxDepth: 8, maxLength: 1000 };
type Untyped = Parameters<typeof readRequest>[0];
const EMPTY: Untyped = {
  identity: ALICE,
  action: 'read',
  session: undefined,
  server: undefined,
  method: undefined,
  resource: undefined,
  args: undefined,
  context: undefined,
  cwd: undefined,
  wait: undefined,
  signal: undefined,
};

describe('readRequest', () => {
  it('takes a name and an action for all there has to be', () => {
    expect(readRequest(EMPTY, BOUNDS)).toMatchObject({
      kind: 'asked',
      asked: {
        facts: { agent: 'alice', server: 'api' },
        isNamedSession: false,
        subject: { method: 'tools/call', action: 'read', resource: null, args: {} },
        context: {},
        cwd: null,
        wait: false,
        signal: null,
      },
    });
  });

  it('gives only calls of tools an object of arguments where there are none', () => {
    const read = readRequest({ ...EMPTY, method: 'resources/read', resource: 'file:///a' }, BOUNDS);
    expect(read).toMatchObject({ kind: 'asked', asked: { subject: { args: null, resource: 'file:///a' } } });
  });

  it('names the id of an agent that has shown who it is', () => {
    const read = readRequest({ ...EMPTY, identity: { ...ALICE, id: 'agt_1', verified: true } }, BOUNDS);
    expect(read).toMatchObject({ asked: { facts: { agentId: 'agt_1' } } });
  });

  it('tells all that is wrong at once, and quotes none of it', () => {
    const read = readRequest({ ...EMPTY, action: 'secret\n', server: 7, args: 'secret' }, BOUNDS);
    expect(read.kind === 'refused' && read.why.match(/`\w+` (takes|cannot)/g)).toEqual([
      '`server` takes',
      '`action` takes',
      '`args` cannot',
    ]);
    expect(JSON.stringify(read)).not.toContain('secret');
  });

  it.each([
    ['wait', 'yes', false],
    ['wait', true, true],
    ['signal', 'stop', null],
  ])('takes %s %j for %j', (key, value, want) => {
    expect(readRequest({ ...EMPTY, [key]: value }, BOUNDS)).toMatchObject({ asked: { [key]: want } });
  });
});
