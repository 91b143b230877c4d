import { describe, expect, it } from 'vitest';
import { accepts, isEventStream, isJson, parseMediaType } from '../../src/http/mediaType.ts';

describe('isJson', () => {
  it.each([
    ['application/json', true],
    ['Application/JSON', true],
    ['application/json; charset=utf-8', true],
    ['application/json;charset="UTF-8"; x=y', true],
    ['application/json; charset=utf-16', false],
    ['application/json; charset=utf-8; charset=utf-16', false],
    ['application/json, text/html', false],
    ['application/json;', true],
    ['  application/json ; charset=utf-8 ; ', true],
    ['application/json; charset="utf\\-8"', true],
    ['application/json; x="; charset=utf-16"', true],
    ['application/json; x="\\"; charset=utf-16"; charset=utf-8', true],
    ['application/json; x="; charset=utf-8"; charset=utf-16', false],
    ['application/json; charset="utf-8', false],
    ['application/json; charset=', false],
    ['application/json; charset =utf-8', false],
    ['application/json; charset=utf-8 utf-16', false],
    ['application/json; CHARSET=UTF-16', false],
    ['application/json charset=utf-16', false],
    ['application/json\u00a0', false],
    ['application/json\0', false],
    ['application/js\u00f3n', false],
    ['application /json', false],
    ['/json', false],
    [`application/json${' '.repeat(50_000)}x`, false],
    [`application/json;x="${'\\"'.repeat(50_000)}`, false],
    [`application/json${';'.repeat(50_000)}`, true],
    ['application/jsonp', false],
    ['application/json/x', false],
    ['application/problem+json', false],
    ['text/plain', false],
    ['', false],
    [null, false],
    [undefined, false],
  ])('of %j is %s', (header, want) => expect(isJson(header)).toBe(want));
});

describe('isEventStream', () => {
  it.each([
    ['text/event-stream', true],
    ['Text/Event-Stream; charset=utf-8', true],
    ['text/event-stream2', false],
    [null, false],
  ])('of %j is %s', (header, want) => expect(isEventStream(header)).toBe(want));
});

describe('parseMediaType', () => {
  it('names type, subtype and charset in lower case', () => {
    expect(parseMediaType('Text/HTML; Charset=UTF-8')).toEqual({ type: 'text', subtype: 'html', charset: 'utf-8' });
    expect(parseMediaType('text/html;')).toEqual({ type: 'text', subtype: 'html', charset: null });
    expect(parseMediaType('text / html')).toBeNull();
  });
});

describe('accepts', () => {
  it.each([
    ['application/json, text/event-stream', true, true],
    ['APPLICATION/JSON', true, false],
    ['*/*', true, true],
    ['text/*', false, true],
    ['application/json;q=0, */*', false, true],
    ['*/*;q=0, application/json', true, false],
    ['application/json;q=0.0', false, false],
    ['application/json;q=0.1', true, false],
    ['text/html', false, false],
    ['application/json;q=0, application/json', true, false],
    ['text/event-stream;charset=utf-8;q=0.5', false, true],
    ['text/event-stream; Q=0', false, false],
    ['*/*;q=0', false, false],
    ['text/*;q=0, */*', true, false],
    ['json', false, false],
    ['application/json2, text/event-stream-x', false, false],
    ['', true, true],
    [null, true, true],
  ])('of %j: JSON %s, streams %s', (header, json, streams) => {
    expect([accepts(header, 'application/json'), accepts(header, 'text/event-stream')]).toEqual([json, streams]);
  });
});
