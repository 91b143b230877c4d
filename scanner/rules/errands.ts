import type { Row } from './rows.ts';

/** A tool that this server does not have. */
const STRANGER = ['otherTool', 'someTool'] as const;

/** Acts that a description orders for their own sake: no call of the tool needs them. */
export const ERRANDS: readonly Row[] = [
  {
    pattern: ['demand:deed'],
    weight: 'clear',
    inParameter: 'faint',
    message: 'orders an act of its own, behind what the tool is for',
    lacking: ['leading', 'ownTool', 'selfTool', 'optionWord'],
  },
  {
    pattern: ['demand:chore'],
    weight: 'faint',
    message: 'orders an act of its own, behind what the tool is for',
    lacking: ['leading', 'ownTool', 'selfTool', 'optionWord', 'self'],
  },
  {
    pattern: ['failing', 14, ['demand:deed', 'order:run', 'order:pass', 'order:send'], 14, 'remedy'],
    weight: 'clear',
    message: 'uses an error to have something done',
    lacking: ['self', 'ownTool', 'selfTool', 'optionWord', 'paramWord'],
    inParameter: 'faint',
  },
  {
    pattern: ['failing', 14, 'order:call', 4, [...STRANGER, 'strangeName']],
    weight: 'clear',
    message: 'uses an error to have another tool called',
    lacking: ['leading'],
    inParameter: 'faint',
  },
  {
    pattern: ['remedy', 2, 'by', 2, ['run', 'call']],
    weight: 'clear',
    message: 'uses an error to have something run',
    lacking: ['leading'],
  },
  {
    pattern: ['remedy', 2, 'order:run', 2, 'quoted'],
    weight: 'clear',
    message: 'uses an error to have something run',
    inParameter: 'faint',
  },
  {
    pattern: [['happening', 'calendar'], 10, ['order', 'demand']],
    weight: 'clear',
    message: 'waits for a moment to act',
    lacking: ['self', 'selfTool', 'ownTool', 'optionWord'],
    inParameter: 'faint',
  },
  {
    pattern: ['calendar', 6, ['demand', 'order']],
    weight: 'clear',
    message: 'waits for a moment to act',
    inParameter: 'faint',
  },
  {
    pattern: ['strangeName', 8, ['pass', 'send', 'handed', 'toWord'], 4, 'strangeName'],
    weight: 'clear',
    message: 'chains tools of others',
    inParameter: 'faint',
  },
  {
    pattern: [['results', 'outputWord'], 8, 'bind', 3, 'handed', 4, ['strangeName', ...STRANGER]],
    weight: 'clear',
    message: 'passes results on to a tool of others',
  },
  {
    pattern: ['strangeName', 6, ['url', 'email']],
    weight: 'clear',
    message: 'orders a tool of others with a fixed address',
    lacking: ['leading', 'hidesExample'],
    inParameter: 'faint',
  },
  {
    pattern: [
      ['when', 'afterWord', 'every'],
      5,
      ['strangeName', ...STRANGER],
      4,
      'order:call',
      2,
      ['thisOne', 'self', 'thisWord'],
    ],
    weight: 'clear',
    message: 'wants to be called after tools of others',
  },
  {
    pattern: ['when', 1, 'anotherTool', 2, 'failing', 4, 'order:call'],
    weight: 'clear',
    message: 'wants to be called after tools of others',
  },
  {
    pattern: [['send', 'call', 'pass'], 4, 'twice'],
    weight: 'clear',
    message: 'has something done more often than asked',
    beside: ['demand', 'bind', 'always'],
    lacking: ['leading'],
  },
  {
    pattern: ['demand', 3, 'strangeName'],
    weight: 'faint',
    message: 'orders another tool to be called',
    lacking: ['leading'],
  },
  {
    pattern: [['with', 'by'], 3, 'strangeName'],
    weight: 'faint',
    message: 'names a tool that is not in the list',
    beside: ['demand', 'order', 'bind', 'eachTime'],
    lacking: ['ownTool'],
  },
  {
    pattern: ['plants', 3, 'autorun'],
    weight: 'clear',
    message: 'has something planted that runs by itself',
    lacking: ['leading'],
    inParameter: 'faint',
  },
];
