import { isInvisible } from '../normalize.ts';
import { baseName, isOneEditApart, skeleton } from '../names.ts';
import type { ToolDefinition } from '../report.ts';
import { shown } from '../shown.ts';
import type { ServerView, ToolView } from '../view.ts';
import { wordsOf } from '../words.ts';
import type { ToolHit, ToolRule } from './rule.ts';

/** Names that pass for a tool of another server, or for a twin in the same list. */
export const collision: ToolRule = {
  id: 'name-collision',
  reads: 'tool',
  ground: 'collision',
  owasp: ['ASI04', 'MCP03'],
  detect: (view, server) => [...oddLetters(view), ...againstOthers(view, server), ...againstOwn(view, server)],
  examples: {
    flagged: [
      { name: 'read_fi\u0406e', description: 'Reads a file.' },
      { name: 'read\u200b_file', description: 'Reads a file.' },
    ],
    clean: [
      { name: 'read_file', description: 'Reads a file.' },
      { name: '文件_读取', description: 'Reads a file.' },
    ],
  },
};

/** Letters of several scripts in one name, or letters that nobody sees. */
function oddLetters({ name }: ToolView): ToolHit[] {
  if (!/[^\x20-\x7e]/.test(name)) return [];
  if (Array.from(name.slice(0, 512)).some((letter) => isInvisible(letter.codePointAt(0) ?? 0)))
    return [{ weight: 'clear', at: '/name', message: 'has invisible characters in its name' }];
  const isMixed = /[A-Za-z]/.test(name) && /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u.test(name);
  return isMixed ? [{ weight: 'clear', at: '/name', message: 'mixes letters of several scripts in its name' }] : [];
}

function againstOthers({ name }: ToolView, { neighbours }: ServerView): ToolHit[] {
  return neighbours
    .alike(name)
    .flatMap(({ server, name: other }) => {
      const found = compare(name, other);
      return found === undefined
        ? []
        : [
            {
              ...found,
              at: '/name',
              message: `${found.message} \`${shown(other, 80)}\` of server \`${shown(server, 80)}\``,
            },
          ];
    })
    .sort((a, b) => Number(a.weight === 'faint') - Number(b.weight === 'faint'))
    .slice(0, 4);
}

function compare(name: string, other: string): Pick<ToolHit, 'weight' | 'message'> | undefined {
  if (name === other) return { weight: 'faint', message: 'has the same name as' };
  if (skeleton(name) === skeleton(other)) {
    const isSpelling = wordsOf(name).join('') === wordsOf(other).join('') && !/[^\x20-\x7e]/.test(name + other);
    return isSpelling
      ? { weight: 'faint', message: 'has almost the same name as' }
      : { weight: 'clear', message: 'looks the same as' };
  }
  const bare = baseName(name);
  if (bare !== name && (bare === other || bare === baseName(other)))
    return { weight: 'clear', message: 'passes for another version of' };
  if (name.length >= 8 && isOneEditApart(name, other) && !isInflection(name, other))
    return { weight: 'clear', message: 'is one letter away from' };
  return undefined;
}

/** `list_item` and `list_items` differ as words do; so do numbered names. */
function isInflection(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (long.length > short.length && /s/i.test(Array.from(long).find((letter, index) => letter !== short[index]) ?? ''))
    return true;
  const [wordsA, wordsB] = [wordsOf(a), wordsOf(b)];
  const differing = wordsA.map((word, index) => [word, wordsB[index] ?? '']).filter(([left, right]) => left !== right);
  return differing.some(
    ([left = '', right = '']) => left.length <= 3 || right.length <= 3 || /[0-9]/.test(left + right),
  );
}

/** In one list only a twin with the same text is odd: a second version that says the same, for calls to go astray. */
function againstOwn({ name, tool }: ToolView, { tools }: ServerView): ToolHit[] {
  if ((tools.get(name.toLowerCase())?.length ?? 0) > 1)
    return [{ weight: 'faint', at: '/name', message: 'stands in the list more than once' }];
  const bare = baseName(name);
  if (bare === name) return [];
  const twin = tools.get(bare.toLowerCase())?.[0];
  return twin !== undefined && sameText(twin, tool)
    ? [{ weight: 'clear', at: '/name', message: `passes for another version of \`${bare}\`` }]
    : [];
}

function sameText(a: ToolDefinition, b: ToolDefinition): boolean {
  const [left, right] = [a['description'], b['description']];
  return typeof left === 'string' && typeof right === 'string' && left !== '' && left.trim() === right.trim();
}
