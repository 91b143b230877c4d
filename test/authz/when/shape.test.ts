import { describe, expect, it } from 'vitest';
import { whenShape } from '../../../src/authz/when/shape.ts';
import type { JsonValue } from '../../../src/jsonrpc/message.ts';
import { nodeOf, parseText } from '../../support/policyOf.ts';
import { accepts } from '../jsonSchema.ts';
import { reading } from '../reading.ts';

const read = (given: JsonValue) => reading((context) => whenShape.read(nodeOf(given), context));

describe('whenShape', () => {
  it('compiles a condition', () => {
    expect(read('tool.pinned\n').value?.text).toBe('tool.pinned');
    expect(accepts(whenShape.schema, 'tool.pinned\n')).toBe(true);
  });

  it.each<[JsonValue, string]>([
    [true, 'unexpected boolean `true`, expected a condition in CEL, such as `tool.risk.level == "low"`'],
    ['', 'unexpected string ``, expected a condition in CEL'],
    [[], 'unexpected empty list, expected a condition in CEL'],
    [null, 'unexpected empty value, expected a condition in CEL'],
    ['tool.pined', '`tool` has no `pined`, did you mean `pinned`?'],
  ])('refuses %j', (given, message) => {
    const { value, messages } = read(given);
    expect(value).toBeNull();
    expect(messages).toEqual([expect.stringContaining(message)]);
  });

  it('is no condition without an engine', () => {
    const { messages } = reading((context) => whenShape.read(nodeOf('tool.pinned'), { ...context, when: null }));
    expect(messages).toEqual(['the engine for CEL is not loaded']);
  });

  it.each([
    [
      'in a block',
      '|\n      tool.pinned &&\n      tool.pined',
      ['8:12: `tool` has no `pined`, did you mean `pinned`?'],
    ],
    ['in quotes', '"tool.pined"', ['6:17: `tool` has no `pined`, did you mean `pinned`?']],
    ['plain', 'tool.pined', ['6:16: `tool` has no `pined`, did you mean `pinned`?']],
    [
      'folded, at its beginning',
      '>\n      tool.pinned &&\n      tool.pined',
      ['6:11: `tool` has no `pined`, did you mean `pinned`?'],
    ],
  ])('says where in the file a problem is: %s', (_, spelling, problems) => {
    const text = `name: p\nagents: ["*"]\nrules:\n  - action: a\n    effect: deny\n    when: ${spelling}\n    reason: r\n`;
    expect(parseText(text)).toEqual({ problems });
  });
});
