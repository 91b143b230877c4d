import { describe, expect, it } from 'vitest';
import { isGivenName } from '../../src/authz/givenName.ts';
import { CLIENTS } from '../../src/clients/table.ts';
import { SAMPLES } from './samples.ts';

describe('the table of clients', () => {
  it('gives each an id of its own that policies can hold', () => {
    const ids = CLIENTS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !isGivenName(id))).toEqual([]);
  });

  it('says for each where its own settings are', () => {
    for (const { files } of CLIENTS) expect(files.filter(({ scope }) => scope === 'user').length).toBeGreaterThan(0);
    const bases = CLIENTS.flatMap(({ files }) =>
      files.map(({ scope, base }) => (scope === 'project') === (base === 'project')),
    );
    expect(bases).not.toContain(false);
  });

  it('has a sample of each in the tests', () => {
    expect([...new Set(SAMPLES.map(({ client }) => client))].sort()).toEqual(CLIENTS.map(({ id }) => id).sort());
  });
});
