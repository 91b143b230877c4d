import { describe, expect, it } from 'vitest';
import { type EgressClues, readEgress } from '../../scanner/egress.ts';
import { parametersOf } from '../../scanner/parameters.ts';
import { textWords, wordsOf } from '../../scanner/words.ts';

interface Told {
  readonly name: string;
  readonly text?: string;
  readonly server?: string;
  readonly args?: Record<string, unknown>;
  readonly executes?: boolean;
  readonly openWorld?: boolean;
}

function egressOf({ name, text = '', server = '', args = {}, executes = false, openWorld = false }: Told) {
  const clues: EgressClues = {
    nameWords: wordsOf(name),
    textWords: textWords(text),
    serverWords: wordsOf(server),
    parameters: parametersOf({ inputSchema: { properties: args } }).list,
    executes,
    claimsOpenWorld: openWorld,
  };
  return readEgress(clues);
}

const TEXT = { type: 'string' };

describe('readEgress', () => {
  it.each<[string, Told, string]>([
    ['a URL of the caller', { name: 'fetch', args: { url: TEXT } }, 'open'],
    ['a place that may be a URL', { name: 'load', args: { source: { ...TEXT, description: 'Path or URL' } } }, 'open'],
    ['a place that is none', { name: 'load', args: { source: { ...TEXT, description: 'Path of the file' } } }, 'none'],
    ['a switch for URLs', { name: 'read_file', args: { isUrl: { type: 'boolean' } } }, 'open'],
    ['a choice of URLs', { name: 'read', args: { url: { enum: ['a', 'b'] } } }, 'none'],
    ['the number of a URL', { name: 'read', args: { url: { type: 'integer' } } }, 'none'],
    [
      'a thing of the service',
      { name: 'get_sentry_issue', args: { url: { ...TEXT, description: 'URL of the Sentry issue' } } },
      'service',
    ],
    ['a search of the web', { name: 'web_search' }, 'open'],
    ['a report about the web', { name: 'web_traffic_report' }, 'none'],
    ['a browser', { name: 'browser_click' }, 'open'],
    ['a command', { name: 'run_command', executes: true }, 'open'],
    ['a command that nobody runs', { name: 'explain_command' }, 'none'],
    ['a statement for a database', { name: 'execute_sql', executes: true }, 'none'],
    ['a service by the text', { name: 'get_page', text: 'Gets a page from Notion' }, 'service'],
    ['a service by the server', { name: 'get_page', server: 'acme-notion-mcp' }, 'service'],
    ['a word that is also a service, in the text', { name: 'sum', text: 'Make it linear' }, 'none'],
    ['a thing of services', { name: 'create_ticket' }, 'service'],
    ['a pull request', { name: 'merge_pull_request' }, 'service'],
    ['a local thing', { name: 'list_files', openWorld: true }, 'none'],
    ['a hint alone', { name: 'ponder', openWorld: true }, 'service'],
    ['nothing', { name: 'ponder' }, 'none'],
  ])('of %s', (_, told, egress) => {
    expect(egressOf(told).egress).toBe(egress);
  });

  it('says whether the caller names the address', () => {
    expect(egressOf({ name: 'fetch', args: { url: TEXT } }).chosen).toBe(true);
    expect(egressOf({ name: 'web_search' }).chosen).toBe(false);
  });

  it('escapes the names that it quotes', () => {
    expect(egressOf({ name: 'fetch', args: { 'u\u200brl': TEXT } }).because).toBe('takes the address `u\\u{200b}rl`');
  });
});
