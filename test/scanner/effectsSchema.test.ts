import { describe, expect, it } from 'vitest';
import { readSchema } from '../../scanner/effectsSchema.ts';
import { parametersOf } from '../../scanner/parameters.ts';

const read = (properties: Record<string, unknown>) =>
  readSchema(parametersOf({ inputSchema: { type: 'object', properties } }).list);

describe('readSchema', () => {
  it('reads the modes among which a caller chooses', () => {
    const modes = read({ action: { enum: ['list', 'delete_page', 'overview', 7] } }).modes;
    expect([...modes]).toEqual([
      ['list', 'read'],
      ['delete_page', 'destructive'],
    ]);
  });

  it('takes no other list of choices for modes', () => {
    expect(read({ colour: { enum: ['delete'] } }).modes.size).toBe(0);
    expect(read({ outer: { properties: { action: { enum: ['delete'] } } } }).modes.size).toBe(0);
  });

  it.each([
    ['command', { name: 'command', free: true }],
    ['shellCommand', { name: 'shellCommand', free: true }],
    ['sql', { name: 'sql', free: false }],
    ['commandId', null],
    ['barcode', null],
  ])('tells whether `%s` is run', (name, program) => {
    expect(read({ [name]: { type: 'string' } }).program).toEqual(program);
  });

  it('takes a choice of commands for no program', () => {
    expect(read({ command: { type: 'string', enum: ['up', 'down'] } }).program).toBeNull();
    expect(read({ command: { type: 'boolean' } }).program).toBeNull();
  });

  it('prefers the argument that leaves no doubt', () => {
    expect(read({ code: { type: 'string' }, cmd: { type: 'string' } }).program).toEqual({ name: 'cmd', free: true });
  });

  it('sees where a result is put', () => {
    expect(read({ outputPath: { type: 'string' } }).savesTo).toBe('outputPath');
    expect(read({ path: { type: 'string' } }).savesTo).toBeNull();
  });
});
