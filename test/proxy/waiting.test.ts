import { describe, expect, it } from 'vitest';
import { refusalDraft } from '../../src/proxy/drafts.ts';
import { Waiting, type Step, type WaitingMessage } from '../../src/proxy/waiting.ts';
import { ALLOW_ALL, AT } from './support.ts';

const facts = { session: 's', agent: 'a', server: 'srv' };
const subject = { method: 'x', action: null, resource: null, args: null };
const LIMIT: Step = { kind: 'limit', hits: [] };
const CONSULT: Step = { kind: 'consult', draft: 0 };

const message = (...steps: Step[]): WaitingMessage => ({
  question: { from: 'client', id: 1, subjects: [subject], given: null, at: AT },
  params: undefined,
  value: {},
  denial: null,
  held: { kind: 'send', from: 'client', line: 'x', pending: null, subject, via: 0, limit: null },
  drafts: [refusalDraft(facts, { from: 'client', id: 1, method: 'x', reason: 'r', at: AT })],
  authorizer: ALLOW_ALL,
  steps,
  asking: null,
  elicitation: null,
  progress: 0,
});

describe('Waiting', () => {
  it('finds a message by its ticket, as long as the step is under way that an answer is about', () => {
    const waiting = new Waiting();
    const one = message(CONSULT, LIMIT);
    const [first, second] = [waiting.add(one), waiting.add(message(LIMIT))];
    expect(waiting.at(first, 'consult')).toEqual({ message: one, step: CONSULT });
    expect(waiting.at(first, 'limit')).toBeNull();
    expect(waiting.at(second, 'limit')?.message).not.toBe(one);
    expect(waiting.at(99, 'limit')).toBeNull();
    waiting.remove(first);
    expect(waiting.at(first, 'consult')).toBeNull();
    expect(waiting.isEmpty).toBe(false);
    waiting.remove(second);
    expect(waiting.isEmpty).toBe(true);
  });

  it('knows who waits for a person', () => {
    const waiting = new Waiting();
    waiting.add(message(LIMIT));
    expect(waiting.asked()).toEqual([]);
  });

  it('closes a request of its own once, and takes only the very id for it', () => {
    const waiting = new Waiting();
    waiting.elicit('leash-approval-1', 7);
    expect(['leash-approval-1', 'leash-approval-2', 1, null].map((id) => waiting.isElicitation(id))).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect([waiting.elicited('leash-approval-1'), waiting.elicited('leash-approval-1')]).toEqual([7, undefined]);
  });
});
