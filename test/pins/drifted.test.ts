import { describe, expect, it } from 'vitest';
import { driftsOf } from '../../src/pins/drifted.ts';
import { ELSEWHERE, instructions, seen, stateOf, take, tool } from './support.ts';

const READ = seen(tool('read', 'Reads.'));
const { file } = take(null, [READ, instructions('Be brief.')]);
const drifts = (taken: ReturnType<typeof take>) => driftsOf(taken, stateOf(file), () => ['/description changed']);

describe('driftsOf', () => {
  it('has what takes the place of a pin, whether or not it was let through', () => {
    const changed = seen(tool('read', 'Reads all.'));
    expect(drifts(take(file, [changed, instructions('Be kind.')]))).toEqual([
      expect.objectContaining({ kind: 'changed', tool: '', isAccepted: true }),
      {
        kind: 'changed',
        tool: 'read',
        before: READ.fingerprint,
        after: changed.fingerprint,
        fields: ['/description changed'],
        isAccepted: false,
      },
    ]);
  });

  it('has what was renamed, and what is of another server', () => {
    expect(drifts(take(file, [seen({ ...tool('read', 'Reads.'), name: 'list' })]))).toMatchObject([
      { kind: 'renamed', tool: 'list', before: null, fields: ['was `read`'] },
    ]);
    expect(drifts(take(file, [READ], { identity: ELSEWHERE }))).toMatchObject([{ kind: 'identity', fields: [] }]);
  });

  it('has nothing of what is new', () => {
    expect(drifts(take(file, [seen(tool('late')), seen(tool('bad'), 'block')]))).toEqual([]);
  });
});
