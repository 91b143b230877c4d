import { describe, expect, it } from 'vitest';
import { classify } from '../../src/jsonrpc/classify.ts';
import { Handles } from '../../src/proxy/handles.ts';

function learned(...bodies: readonly object[]): Handles {
  const handles = new Handles();
  for (const body of bodies) {
    const message = classify(Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: 1, ...body })), { maxDepth: 64 });
    if (message.kind !== 'response') throw new Error('not a response');
    handles.learn(message);
  }
  return handles;
}

describe('Handles', () => {
  it.each<[string, object, 'task' | 'request-state', string]>([
    ['a task of 2025-11-25', { result: { task: { taskId: 't-1' } } }, 'task', 't-1'],
    ['a task of 2026-07-28', { result: { resultType: 'task', taskId: 't-2' } }, 'task', 't-2'],
    [
      'the state of a question',
      { result: { resultType: 'input_required', inputRequests: {}, requestState: 'abc' } },
      'request-state',
      'abc',
    ],
  ])('remembers %s, as what it is', (_, body, kind, token) => {
    const handles = learned(body);
    expect(handles.has(kind, token)).toBe(true);
    expect(handles.has(kind === 'task' ? 'request-state' : 'task', token)).toBe(false);
    expect(handles.has(kind, `${token}x`)).toBe(false);
  });

  it.each<[string, object]>([
    ['an error', { error: { code: 1, message: 'x', data: { task: { taskId: 't' } } } }],
    ['a state that is no text', { result: { requestState: { t: 't' } } }],
    ['a state without an end', { result: { requestState: 't'.repeat(16 * 1024 + 1) } }],
  ])('learns nothing from %s', (_, body) => {
    const handles = learned(body);
    expect(handles.has('task', 't')).toBe(false);
    expect(handles.has('request-state', 't'.repeat(16 * 1024 + 1))).toBe(false);
  });

  it('tells whether there are tasks, which a state is not', () => {
    expect(learned().hasTasks).toBe(false);
    expect(learned({ result: { requestState: 'abc' } }).hasTasks).toBe(false);
    expect(learned({ result: { task: { taskId: 't' } } }).hasTasks).toBe(true);
  });

  it('forgets the oldest of very many', () => {
    const many = Array.from({ length: 10_001 }, (_, i) => ({ result: { task: { taskId: `t-${i}` } } }));
    const handles = learned(...many);
    expect(handles.has('task', 't-0')).toBe(false);
    expect(handles.has('task', 't-1')).toBe(true);
    expect(handles.has('task', 't-10000')).toBe(true);
  });
});
