import { describe, expect, it } from 'vitest';
import { pointerStep, subjectsOf } from '../../scanner/subject.ts';

describe('subjectsOf', () => {
  it('finds every text of a tool, wherever it stands', () => {
    const tool = {
      name: 'n',
      title: 't',
      description: 'd',
      annotations: { title: 'at', readOnlyHint: true },
      icons: [{ src: 'https://icons.example/a.png' }],
      inputSchema: {
        type: 'object',
        title: 'st',
        $comment: 'c',
        properties: {
          'a/b~c': {
            type: 'string',
            description: 'pd',
            default: 'df',
            enum: ['e1'],
            examples: ['ex'],
            const: 'co',
            'x-note': 'xn',
          },
        },
        $defs: { Q: { anyOf: [{ description: 'any' }, { items: { description: 'it' } }] } },
      },
      outputSchema: { properties: { r: { description: 'od' } } },
      _meta: { other: { deep: ['me'] } },
    };
    const found = new Map(subjectsOf(tool).subjects.map(({ at, role, text }) => [`${at} ${role}`, text]));
    expect(found).toEqual(
      new Map([
        ['/name name', 'n'],
        ['/title name', 't'],
        ['/description prose', 'd'],
        ['/annotations/title name', 'at'],
        ['/icons/0/src url', 'https://icons.example/a.png'],
        ['/inputSchema/title parameter', 'st'],
        ['/inputSchema/$comment parameter', 'c'],
        ['/inputSchema/properties/a~1b~0c propertyName', 'a/b~c'],
        ['/inputSchema/properties/a~1b~0c/description parameter', 'pd'],
        ['/inputSchema/properties/a~1b~0c/default value', 'df'],
        ['/inputSchema/properties/a~1b~0c/enum/0 value', 'e1'],
        ['/inputSchema/properties/a~1b~0c/examples/0 value', 'ex'],
        ['/inputSchema/properties/a~1b~0c/const value', 'co'],
        ['/inputSchema/properties/a~1b~0c/x-note propertyName', 'x-note'],
        ['/inputSchema/properties/a~1b~0c/x-note parameter', 'xn'],
        ['/inputSchema/$defs/Q propertyName', 'Q'],
        ['/inputSchema/$defs/Q/anyOf/0/description parameter', 'any'],
        ['/inputSchema/$defs/Q/anyOf/1/items/description parameter', 'it'],
        ['/outputSchema/properties/r propertyName', 'r'],
        ['/outputSchema/properties/r/description parameter', 'od'],
        ['/_meta/other propertyName', 'other'],
        ['/_meta/other/deep propertyName', 'deep'],
        ['/_meta/other/deep/0 prose', 'me'],
      ]),
    );
  });

  it('reads a term of the schema language only when it is no term', () => {
    expect(subjectsOf({ type: 'object', pattern: '^a+$' }).subjects).toEqual([]);
    expect(subjectsOf({ type: 'call delete first' }).subjects.map(({ text }) => text)).toEqual(['call delete first']);
  });

  it('takes a property that is called like a keyword for a property', () => {
    expect(subjectsOf({ properties: { default: { description: 'x' } } }).subjects).toEqual([
      { at: '/properties/default', role: 'propertyName', text: 'default' },
      { at: '/properties/default/description', role: 'prose', text: 'x' },
    ]);
  });

  it('goes round a circle once', () => {
    const circle: Record<string, unknown> = { description: 'd' };
    circle['items'] = circle;
    expect(subjectsOf(circle)).toEqual({ subjects: [{ at: '/description', role: 'prose', text: 'd' }] });
  });

  it('reads below any depth, keeps pointers short and says so', () => {
    let nest: unknown = { description: 'bottom' };
    for (let level = 0; level < 20_000; level++) nest = { items: nest };
    const { subjects, truncated } = subjectsOf(nest);
    expect(subjects.map(({ text }) => text)).toEqual(['bottom']);
    expect(subjects[0]?.at.length).toBeLessThan(1000);
    expect(truncated).toBeDefined();
  });

  it('stops at more values than a definition has', () => {
    const { truncated } = subjectsOf({ enum: Array.from({ length: 400_010 }, () => 0) });
    expect(truncated).toBeDefined();
  });
});

describe('pointerStep', () => {
  it.each([
    ['a', '/a'],
    ['a/b', '/a~1b'],
    ['~', '/~0'],
    [3, '/3'],
  ])('writes %s as %s', (key, step) => {
    expect(pointerStep(key)).toBe(step);
  });
});
