import { describe, expect, it } from 'vitest';
import { combineEffects } from '../../scanner/effects.ts';
import { readName } from '../../scanner/effectsName.ts';
import { readSchema } from '../../scanner/effectsSchema.ts';
import { admissionsOf, leadOf } from '../../scanner/effectsText.ts';
import { parametersOf } from '../../scanner/parameters.ts';

interface Told {
  readonly name: string;
  readonly text?: string;
  readonly args?: Record<string, unknown>;
  readonly annotations?: unknown;
}

const combine = ({ name, text = '', args = {}, annotations }: Told) =>
  combineEffects({
    name: readName(name),
    lead: leadOf(text),
    schema: readSchema(parametersOf({ inputSchema: { properties: args } }).list),
    admissions: admissionsOf(text),
    annotations,
  });

const COMMAND = { command: { type: 'string' } };

describe('combineEffects', () => {
  it.each<[string, Told, string]>([
    ['the name', { name: 'delete_page' }, 'destructive'],
    [
      'the description, where it admits to more',
      { name: 'get_report', text: 'Deletes all rows and reports' },
      'destructive',
    ],
    ['the name, where the description says less', { name: 'delete_page', text: 'Gets a page' }, 'destructive'],
    ['the description, where the name says nothing', { name: 'zeta', text: 'Creates a page' }, 'write'],
    [
      'the description, where the verb of the name is a noun',
      { name: 'acme_backup_policy', text: 'Gets the policy' },
      'read',
    ],
    ['the name, where its noun is grave', { name: 'acme_run_shell', text: 'Gets the weather' }, 'execute'],
    ['what a question is for', { name: 'pg_execute_query', text: 'Execute SELECT queries' }, 'read'],
    ['code, where a question names it', { name: 'execute_script', text: 'Execute search scripts' }, 'execute'],
    ['the name, where the description only says how', { name: 'lint_design', text: 'Run an audit of it' }, 'read'],
    ['the modes, where nothing else speaks', { name: 'zeta', args: { action: { enum: ['list', 'delete'] } } }, 'write'],
    ['reading modes', { name: 'zeta', args: { action: { enum: ['list', 'get'] } } }, 'read'],
    ['the program that it takes', { name: 'zeta', args: COMMAND }, 'execute'],
    ['a hint that it is no reader', { name: 'analyze_page', annotations: { readOnlyHint: false } }, 'write'],
    [
      'the name, whatever harmlessness is claimed',
      { name: 'delete_page', annotations: { readOnlyHint: true } },
      'destructive',
    ],
  ])('is settled by %s', (_, told, primary) => {
    expect(combine(told).primary).toBe(primary);
  });

  it('adds what hints, modes and admissions say, and keeps the primary effect', () => {
    const hinted = combine({ name: 'update_page', annotations: { destructiveHint: true } });
    expect(hinted).toMatchObject({ primary: 'write', all: ['destructive', 'write'] });
    expect(combine({ name: 'search_pages', annotations: { destructiveHint: true } }).all).toEqual(['write', 'read']);
    expect(combine({ name: 'manage_pages', args: { action: { enum: ['drop'] } } }).all).toEqual([
      'destructive',
      'write',
    ]);
    expect(combine({ name: 'update_page', text: 'This cannot be undone.' }).all).toEqual(['destructive', 'write']);
  });

  it('says what is run, also where the name claims to read', () => {
    expect(combine({ name: 'get_info', args: COMMAND })).toMatchObject({
      primary: 'read',
      runs: 'command',
      all: ['execute', 'read'],
    });
    expect(combine({ name: 'search_code', args: { code: { type: 'string' } } }).runs).toBeNull();
  });

  it('says where it only guesses', () => {
    expect(combine({ name: 'zeta' })).toMatchObject({ primary: 'read', isGuess: true });
    expect(combine({ name: 'get_zeta' }).isGuess).toBe(false);
  });

  it('gives a reason for each effect', () => {
    const { all, reasons } = combine({ name: 'update_page', annotations: { destructiveHint: true } });
    expect(reasons).toHaveLength(all.length);
    expect(reasons).toEqual(['destructive: destructiveHint is true', 'write: the name says `update`']);
  });
});
