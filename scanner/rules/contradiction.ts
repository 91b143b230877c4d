import { wordsOf } from '../words.ts';
import type { ToolView } from '../view.ts';
import type { ToolHit, ToolRule } from './rule.ts';

/** What a tool says of itself against what it is: read-only with a switch for writing, a hint that its name belies. */
export const contradiction: ToolRule = {
  id: 'contradiction',
  reads: 'tool',
  ground: 'contradiction',
  owasp: ['ASI09', 'MCP03'],
  detect: (view) => [...textAgainstSwitch(view), ...hintAgainstName(view)],
  examples: {
    flagged: [
      {
        name: 'query',
        description: 'A read-only look at the table.',
        inputSchema: { type: 'object', properties: { allow_write: { type: 'boolean' } } },
      },
      'A read-only look into folders. With allow_delete set, enable deletes.',
    ],
    clean: [
      {
        name: 'query',
        description: 'Runs a query.',
        inputSchema: { type: 'object', properties: { allow_write: { type: 'boolean' } } },
      },
      'Read-only viewer. There is no write mode.',
      { name: 'get_rows', description: 'Read rows.', annotations: { readOnlyHint: true } },
    ],
  },
};

const READ_ONLY = /\bread[- ]?only\b/i;
const SWITCH =
  /\b(?:write|delete|modify|update|destructive|execute|overwrite)[ _-]?(?:mode|enabled?|access|allowed)\b|\b(?:allow|enable)[ _-](?:writes?|deletes?|modif\w{1,10}|execution)\b/i;
const DENIED = /\b(?:no|not|never|without|disabled?|cannot)\b[^.]{0,30}$/i;
const WRECKING = new Set([
  'delete',
  'drop',
  'destroy',
  'wipe',
  'purge',
  'erase',
  'truncate',
  'terminate',
  'kill',
  'uninstall',
  'remove',
  'revoke',
]);

function textAgainstSwitch({ tool, subjects }: ToolView): ToolHit[] {
  const description = typeof tool['description'] === 'string' ? tool['description'].slice(0, 4000) : '';
  const claim = READ_ONLY.exec(description);
  if (claim === null || DENIED.test(description.slice(0, claim.index).slice(-40))) return [];
  const inText = SWITCH.exec(description);
  if (inText !== null && !DENIED.test(description.slice(0, inText.index).slice(-40))) {
    return [
      {
        weight: 'clear',
        at: '/description',
        span: [inText.index, inText.index + inText[0].length],
        message: 'calls itself read-only and has a switch for writing',
      },
    ];
  }
  const property = subjects.find(
    ({ role, at, text }) =>
      role === 'propertyName' && at.startsWith('/inputSchema') && SWITCH.test(wordsOf(text).join(' ')),
  );
  return property === undefined
    ? []
    : [{ weight: 'clear', at: property.at, message: 'is a switch for writing in a tool that calls itself read-only' }];
}

/** A hint can only be noted: hints are claims, and risk never falls by one. */
function hintAgainstName({ name, tool }: ToolView): ToolHit[] {
  const hints = tool['annotations'];
  if (typeof hints !== 'object' || hints === null || !('readOnlyHint' in hints) || hints.readOnlyHint !== true)
    return [];
  const verb = wordsOf(name)[0] ?? '';
  return WRECKING.has(verb)
    ? [{ weight: 'faint', at: '/annotations/readOnlyHint', message: 'claims to be read-only against its own name' }]
    : [];
}
