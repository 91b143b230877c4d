import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { hookProgram } from '../../src/cli/hookProgram.ts';
import * as hookHere from '../../src/cli/hookHere.ts';
import { PROGRAM, resident } from '../app/hook/residentSupport.ts';
import { emptyHome } from './home.ts';
import { policyText, writePolicy } from '../app/gate/support.ts';

const CALL = JSON.stringify({
  hook_event_name: 'beforeShellExecution',
  conversation_id: 'c',
  workspace_roots: ['/work'],
  command: 'ls',
});

async function run(words: readonly string[], input: string | Buffer = CALL, program: string | null = null) {
  const [out, err]: [string[], string[]] = [[], []];
  const streams = {
    input: Readable.from([Buffer.from(input)]),
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
  };
  const code = await hookProgram(words, streams, program);
  return { code, out: out.join(''), err: err.join('') };
}

describe('hookProgram', () => {
  it('answers with one line for the client, and ends well whatever it answers', async () => {
    const home = emptyHome();
    writePolicy(home, policyText('{ action: shell.exec, effect: allow, reason: it may }').replace('"*"', 'builder'));
    const allowed = await run(['cursor', '--home', home.root, '--agent', 'builder']);
    expect(allowed).toEqual({ code: 0, out: '{"permission":"allow"}\n', err: '' });
    const denied = await run(['cursor', '--home', home.root]);
    expect(denied.code).toBe(0);
    expect(JSON.parse(denied.out)).toMatchObject({ permission: 'deny' });
    const builtin = await run(['cursor', '--home', home.root, '--policy', 'builtin:observe']);
    expect(JSON.parse(builtin.out)).toMatchObject({ permission: 'allow' });
  });

  it('makes an allow the own of the client only where it is told to', async () => {
    const home = emptyHome();
    writePolicy(home, policyText('{ action: WebSearch, effect: allow, reason: it may }'));
    const call = JSON.stringify({
      hook_event_name: 'PreToolUse',
      cwd: '/work',
      tool_name: 'WebSearch',
      tool_input: { query: 'x' },
    });
    expect((await run(['claude-code', '--home', home.root], call)).out).toBe('{}\n');
    const approved = await run(['claude-code', '--approve', '--home', home.root], call);
    expect(JSON.parse(approved.out)).toMatchObject({ hookSpecificOutput: { permissionDecision: 'allow' } });
  });

  it.each([
    ['no client', []],
    ['a client that nobody knows', ['emacs']],
    ['two clients', ['cursor', 'claude-code']],
    ['an option that nobody knows', ['cursor', '--allow']],
    ['a client that is to be ended', ['cursor', '--stop']],
    ['a client that has its own words', ['cursor', '--json']],
    ['a client that is to stay', ['cursor', '--resident']],
    ['a resident that cannot be started from here', ['--resident']],
  ])('ends with the code that blocks for %s', async (_, words) => {
    const { code, out, err } = await run(words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^leash hook: /);
  });

  it('blocks a call that is too long to be read', async () => {
    const { code, err } = await run(['cursor', '--home', emptyHome().root], Buffer.alloc(17 * 1024 * 1024, 32));
    expect(code).toBe(2);
    expect(err).toContain('more than');
  });

  it('prints the answer of the resident, and decides by itself where there is none for it', async () => {
    const home = emptyHome();
    writePolicy(home, policyText('{ action: shell.exec, effect: allow, reason: it may }'));
    await resident(home);
    const append = vi.spyOn(hookHere, 'decideHere');
    const words = ['cursor', '--home', home.root];
    const answer = { code: 0, out: '{"permission":"allow"}\n', err: '' };
    expect(await run(words, CALL, PROGRAM)).toEqual(answer);
    expect(append).not.toHaveBeenCalled();
    expect(await run([...words, '--no-resident'], CALL, PROGRAM)).toEqual(answer);
    expect(append).toHaveBeenCalledTimes(1);
    expect((await run(['--stop', '--home', home.root])).out).toContain(`${process.pid} ends`);
  });
});
