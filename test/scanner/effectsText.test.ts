import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admissionsOf, leadOf } from '../../scanner/effectsText.ts';
import { anyText } from './anyText.ts';

describe('leadOf', () => {
  it.each([
    ['Deletes a page.', 'destructive'],
    ['Use this tool to list the pages of a book.', 'read'],
    ['Efficiently retrieves rows', 'read'],
    ['📦 Purpose:\n  1. Creates a ticket.', 'write'],
    ['Acme | Create a page', 'write'],
    ['Run a script on this machine', 'execute'],
    ['Run a search over all pages', 'read'],
    ['Executes SELECT statements', 'read'],
    ['Send input to a running process', 'write'],
    ['Opens a terminal session', 'execute'],
    ['Do not use this to delete pages; it shows them', 'read'],
    ['Not only deletes pages', 'destructive'],
  ])('reads %j as %s', (description, effect) => {
    expect(leadOf(description)?.effect).toBe(effect);
  });

  it('takes a noun behind an article for a guess only', () => {
    expect(leadOf('The search is fast')).toMatchObject({ effect: 'read', certainty: 'sometimes' });
    expect(leadOf('Search is fast')).toMatchObject({ certainty: 'always' });
  });

  it('reads acts that are listed side by side, and no nouns that look like acts', () => {
    expect(leadOf('Create, update or delete pages')?.more).toEqual(['write', 'destructive']);
    expect(leadOf('Creates, updates and removes pages')?.more).toEqual(['write', 'destructive']);
    expect(leadOf('Get updates of a page')?.more).toEqual([]);
    expect(leadOf('List commits')?.more).toEqual([]);
  });

  it('finds nothing where there is nothing', () => {
    expect(['', '...', '天気', 'Hello there'].map(leadOf)).toEqual([null, null, null, null]);
  });

  it('looks behind any amount of white space', () => {
    expect(leadOf(`${'\n'.repeat(100_000)}Deletes pages`)?.effect).toBe('destructive');
  });
});

describe('admissionsOf', () => {
  it.each([
    ['Renames it. The old page will be lost.', ['destructive']],
    ['This cannot be undone.', ['destructive']],
    ['It may overwrite existing pages and overwrites existing files', ['destructive']],
    ['Runs arbitrary code', ['execute']],
    ['executes a shell command', ['execute']],
    ['This will not permanently delete anything.', []],
    ['A non-destructive operation', []],
    ['Shows deleted pages', []],
    ['Shows what was run', []],
  ])('of %j are %j', (description, effects) => {
    expect([...admissionsOf(description).keys()]).toEqual(effects);
  });

  it('finds an admission behind a megabyte of text', () => {
    expect([...admissionsOf(`${'very good '.repeat(100_000)} This cannot be undone.`).keys()]).toEqual(['destructive']);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        leadOf(text);
        expect(admissionsOf(text).size).toBeLessThanOrEqual(2);
      }),
    );
  });
});
