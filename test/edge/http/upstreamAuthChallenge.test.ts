import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readChallenge } from '../../../src/edge/http/upstreamAuthChallenge.ts';

const nothing = { error: null, scope: null, resourceMetadata: null };
const at = new URL('https://mcp.example/.well-known/x');

describe('readChallenge', () => {
  it.each<[string | null, object]>([
    [null, nothing],
    ['', nothing],
    ['Bearer', nothing],
    [`Bearer resource_metadata="${at.href}"`, { ...nothing, resourceMetadata: at }],
    [`Bearer resource_metadata=${at.href}`, { ...nothing, resourceMetadata: at }],
    [`bearer ERROR="insufficient_scope", Scope="a b:c"`, { ...nothing, error: 'insufficient_scope', scope: 'a b:c' }],
    [`Bearer realm="x, error=\\"y\\"", error="invalid_token"`, { ...nothing, error: 'invalid_token' }],
    [`Basic realm="x", error="no", Bearer error="yes"`, { ...nothing, error: 'yes' }],
    [`Bearer error="yes", Basic error="no", scope="no"`, { ...nothing, error: 'yes' }],
    [`Negotiate abc==, Bearer error="yes"`, { ...nothing, error: 'yes' }],
    [`Bearer error="first", error="second"`, { ...nothing, error: 'first' }],
    [`Bearer error = "spaced"`, { ...nothing, error: 'spaced' }],
    ['DPoP error="no"', nothing],
    ['Bearer resource_metadata="/no/url"', nothing],
    ['Bearer scope="a  b"', nothing],
    ['Bearer scope="a\\"b"', nothing],
    ['Bearer scope="\u001b[31m"', nothing],
    [`Bearer error="${'x'.repeat(10_000)}"`, nothing],
  ])('reads %j', (header, want) => expect(readChallenge(header)).toEqual(want));

  it('never throws, and takes no time over a header that was made to take long', () => {
    fc.assert(fc.property(fc.string(), (header) => void readChallenge(`Bearer ${header}`)));
    const start = performance.now();
    for (const piece of ['a="\\', '"', 'a=', ' ', 'a="', 'aaaaaaaa', '\\"', '="']) {
      readChallenge(`Bearer ${piece.repeat(8000 / piece.length)}`.slice(0, 8192));
    }
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
