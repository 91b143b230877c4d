import { expect, it } from 'vitest';
import { ProblemError, problemReply } from '../../src/admin/problem.ts';

it('writes a problem document (RFC 9457) with its status, and nothing that was not said', () => {
  const { status, headers, body } = problemReply('not-found', { detail: 'no "x"\n', members: { refused: 'unknown' } });
  expect([status, headers['Content-Type']]).toEqual([404, 'application/problem+json']);
  expect(JSON.parse(body)).toEqual({
    type: 'urn:leash:problem:not-found',
    title: 'There is nothing here',
    status: 404,
    detail: 'no "x"\n',
    refused: 'unknown',
  });
  expect(Object.keys(JSON.parse(problemReply('busy').body) as object)).toEqual(['type', 'title', 'status']);
});

it('is an error that says what it is', () => {
  expect(new ProblemError('busy').message).toBe('Something that takes long is being done already');
});
