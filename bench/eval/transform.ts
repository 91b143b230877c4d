import type { CorpusRow, Tool } from './corpus.ts';

/** What is changed before the scan, to see whether the scanner learned an artefact of the data. */
export interface Transform {
  /** Empty input schemas become plain ones, in every set alike. */
  readonly fillSchemas: boolean;
  /** Tool names say nothing any more. */
  readonly neutralNames: boolean;
}

export function transformRows(rows: readonly CorpusRow[], transform: Transform): CorpusRow[] {
  return rows.map((row, index) => ({ ...row, tool: transformTool(row.tool, index, transform) }));
}

function transformTool(tool: Tool, index: number, { fillSchemas, neutralNames }: Transform): Tool {
  const filled =
    fillSchemas && isEmpty(tool['inputSchema']) ? { ...tool, inputSchema: PLAIN[index % PLAIN.length] } : tool;
  return neutralNames ? { ...filled, name: meaningless(index) } : filled;
}

/** Ten letters, far from those of any other number: names that are alike would be findings of their own. */
function meaningless(index: number): string {
  let seed = index * 2654435761 + 12345;
  return Array.from({ length: 10 }, () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return String.fromCharCode(97 + (Math.floor(seed / 65536) % 26));
  }).join('');
}

function isEmpty(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null || !('properties' in schema)) return true;
  return (
    typeof schema.properties !== 'object' || schema.properties === null || Object.keys(schema.properties).length === 0
  );
}

const PLAIN: readonly Tool[] = [
  {
    type: 'object',
    properties: { query: { type: 'string', description: 'What to look for' }, limit: { type: 'integer', default: 20 } },
    required: ['query'],
  },
  {
    type: 'object',
    properties: { id: { type: 'string', description: 'Identifier of the item' } },
    required: ['id'],
    additionalProperties: false,
  },
  {
    type: 'object',
    properties: { path: { type: 'string', description: 'File to work on' }, verbose: { type: 'boolean' } },
    required: ['path'],
  },
];
