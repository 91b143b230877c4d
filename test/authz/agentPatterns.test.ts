import { describe, expect, it } from 'vitest';
import { speaksOfAgent } from '../../src/authz/agentPatterns.ts';
import { policyOf } from '../support/policyOf.ts';

const ID = 'agt_01ARZ3NDEKTSV4RRFFQ69G5FAV';
const patterns = (...texts: string[]) =>
  policyOf({ name: 'p', agents: texts, rules: [{ action: 'a', effect: 'allow', reason: 'any' }] }).agents;

describe('the agents of a policy', () => {
  it.each([
    ['a name', ['claude'], 'claude', null],
    ['everybody', ['*'], 'claude', null],
    ['an id that was shown', [ID], 'claude', ID],
    ['all ids', ['agt_*'], 'claude', ID],
    ['a name beside an id', [ID, 'claude'], 'claude', null],
  ])('are found by %s', (_, texts, name, id) => expect(speaksOfAgent(patterns(...texts), name, id)).toBe(true));

  it.each([
    ['another name', ['claude'], 'other', null],
    ['an id that was not shown', [ID], 'claude', null],
    ['an id that was given as a name', [ID], ID, null],
    ['a glob of ids that was given as a name', ['agt_*'], 'agt_x', null],
    ['another id', [ID], 'claude', 'agt_01ARZ3NDEKTSV4RRFFQ69G5FAX'],
    ['the letters with which all ids begin', ['a*'], 'claude', ID],
  ])('are not found by %s', (_, texts, name, id) => expect(speaksOfAgent(patterns(...texts), name, id)).toBe(false));
});
