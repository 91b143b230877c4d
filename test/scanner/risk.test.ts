import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyRisk } from '../../scanner/risk.ts';
import type { ToolDefinition } from '../../scanner/report.ts';

const TEXT = { type: 'string' };
const LEVELS = ['low', 'medium', 'high', 'critical'];

function tool(name: string, description = '', args: readonly string[] = []): ToolDefinition {
  return {
    name,
    description,
    inputSchema: { type: 'object', properties: Object.fromEntries(args.map((arg) => [arg, TEXT])) },
  };
}

describe('classifyRisk', () => {
  it.each<[ToolDefinition, string, string]>([
    [tool('read_file', 'Read a file', ['path']), 'read', 'low'],
    [tool('fetch_page', 'Fetches a page', ['url']), 'read', 'medium'],
    [tool('get_secret', 'Reads a secret'), 'read', 'high'],
    [tool('create_issue', 'Creates an issue'), 'write', 'medium'],
    [tool('write_file', 'Writes a file', ['path', 'content']), 'destructive', 'high'],
    [tool('delete_issue', 'Deletes an issue'), 'destructive', 'high'],
    [tool('run_workflow', 'Runs a workflow'), 'execute', 'high'],
    [tool('run_command', 'Runs a command', ['command']), 'execute', 'critical'],
    [tool('execute_sql', 'Executes SQL', ['sql']), 'execute', 'critical'],
    [tool('add_user', 'Adds a user'), 'admin', 'high'],
    [tool('create_user', 'Creates a user', ['password']), 'admin', 'critical'],
    [tool('zeta'), 'read', 'medium'],
  ])('judges $name', (definition, primary, level) => {
    expect(classifyRisk(definition)).toMatchObject({ primary, level });
  });

  it('gives reasons in words, with nothing of the tool unescaped', () => {
    const risk = classifyRisk(tool('zeta', 'Creates a page', ['u\u202erl', 'cmd']));
    expect(risk.reasons).toEqual([
      'execute: it runs what `cmd` holds',
      'write: the description opens with `create`',
      'takes the address `u\\u{202e}rl`',
    ]);
  });

  it('takes the name of the server for a clue where data goes', () => {
    expect(classifyRisk(tool('get_page')).egress).toBe('none');
    expect(classifyRisk(tool('get_page'), { server: 'notion' }).egress).toBe('service');
  });

  it('finds the word that a name hides', () => {
    expect(classifyRisk(tool('d\u200bel\u0435te_page')).primary).toBe('destructive');
  });

  it('judges what it cannot read as critical', () => {
    const hostile = new Proxy<Record<string, unknown>>(
      {},
      {
        getOwnPropertyDescriptor() {
          throw new Error('no');
        },
      },
    );
    expect(classifyRisk(hostile)).toMatchObject({ level: 'critical', egress: 'open', credential: true });
  });

  it('judges a name or a schema beyond any sense as critical', () => {
    expect(classifyRisk(tool(`get_${'page_'.repeat(80)}`)).level).toBe('critical');
    const many = Object.fromEntries(Array.from({ length: 6_000 }, (_, index) => [`a${index}`, TEXT]));
    expect(classifyRisk({ name: 'get_page', inputSchema: { properties: many } }).level).toBe('critical');
  });

  const definitions = fc.record(
    {
      name: fc.oneof(fc.constantFrom('get_page', 'update_page', 'delete_page', 'run_page', 'zeta'), fc.string()),
      description: fc.oneof(
        fc.constantFrom('Gets a page', 'Deletes a page. It cannot be undone.'),
        fc.string(),
        fc.jsonValue(),
      ),
      inputSchema: fc.oneof(fc.constant(tool('', '', ['url', 'command'])['inputSchema']), fc.jsonValue()),
      annotations: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );

  it('never throws, and always gives a level, effects and a primary effect among them', () => {
    fc.assert(
      fc.property(definitions, (definition) => {
        const { level, effects, primary, reasons } = classifyRisk(definition);
        expect(LEVELS).toContain(level);
        expect(effects).toContain(primary);
        expect(reasons.length).toBeGreaterThan(0);
      }),
    );
  });

  it('is never lowered by what a tool says of itself in annotations', () => {
    const hints = fc.record(
      { readOnlyHint: fc.boolean(), destructiveHint: fc.boolean(), openWorldHint: fc.boolean() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(definitions, hints, (definition, annotations) => {
        const bare = classifyRisk({ ...definition, annotations: undefined });
        const hinted = classifyRisk({ ...definition, annotations });
        expect(LEVELS.indexOf(hinted.level)).toBeGreaterThanOrEqual(LEVELS.indexOf(bare.level));
        expect(hinted.effects).toEqual(expect.arrayContaining(bare.effects.filter((effect) => effect !== 'read')));
      }),
    );
  });

  it('is linear in a definition of a megabyte', () => {
    const long = 'never permanently delete executes any a.b. '.repeat(25_000);
    expect(classifyRisk(tool('get_page', long)).level).toBe('low');
    expect(classifyRisk(tool(long, long, [long])).level).toBe('critical');
  });
});
