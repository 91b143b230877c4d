import { describe, expect, it } from 'vitest';
import { SessionBook } from '../../src/proxy/sessionFacts.ts';

describe('SessionBook', () => {
  it('begins when it is asked first', () => {
    const book = new SessionBook();
    expect(book.at(1000)).toEqual({ calls: 0, denied: 0, tainted: false, toolsCalled: [], started: 1000 });
    expect(book.at(5000).started).toBe(1000);
  });

  it('counts calls and denials, and names the tools in their order', () => {
    const book = new SessionBook();
    for (const tool of ['a', 'b', 'a']) book.called(tool);
    book.denied();
    expect(book.at(1)).toMatchObject({ calls: 3, denied: 1, toolsCalled: ['a', 'b', 'a'] });
  });

  it('takes back the newest call of a tool that was not run after all', () => {
    const book = new SessionBook();
    for (const tool of ['a', 'b', 'a', 'c']) book.called(tool);
    book.uncalled('a');
    expect(book.at(1)).toMatchObject({ calls: 3, toolsCalled: ['a', 'b', 'c'] });
  });

  it('stays tainted', () => {
    const book = new SessionBook();
    book.taint();
    book.called('a');
    expect(book.at(1).tainted).toBe(true);
  });

  it('forgets the names of the oldest of very many calls, and counts them still', () => {
    const book = new SessionBook();
    for (let i = 0; i <= 1000; i += 1) book.called(`t${i}`);
    book.uncalled('t0');
    const { calls, toolsCalled } = book.at(1);
    expect({ calls, first: toolsCalled[0], length: toolsCalled.length }).toEqual({
      calls: 1000,
      first: 't1',
      length: 1000,
    });
  });
});
