import { describe, expect, it } from 'vitest';
import { HOOK_CLIENTS, type HookClient } from '../../../src/app/hook/clients.ts';
import type { JsonObject } from '../../../src/jsonrpc/message.ts';

function client(name: string): HookClient {
  const found = HOOK_CLIENTS.get(name);
  if (found === undefined) throw new Error(name);
  return found;
}

describe('Claude Code', () => {
  const claude = client('claude-code');
  const input = (over: JsonObject = {}): JsonObject => ({
    session_id: 'abc123',
    transcript_path: '/home/ada/t.jsonl',
    cwd: '/work',
    permission_mode: 'default',
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command: 'npm test', description: 'Run the tests' },
    tool_use_id: 'toolu_01',
    ...over,
  });

  it('sends a call with its session and its folder', () => {
    expect(claude.read(input())).toMatchObject({
      kind: 'call',
      call: {
        session: 'abc123',
        canAsk: true,
        acts: [{ server: 'builtin', action: 'shell.exec', cwd: '/work', args: { program: 'npm', argv: ['test'] } }],
      },
    });
  });

  it.each([
    ['default', true],
    ['plan', true],
    ['acceptEdits', true],
    ['dontAsk', false],
    ['bypassPermissions', false],
    ['auto', false],
  ])('in the mode %s can ask its person: %s', (mode, canAsk) => {
    expect(claude.read(input({ permission_mode: mode }))).toMatchObject({ call: { canAsk } });
  });

  it.each<[JsonObject, RegExp]>([
    [{ hook_event_name: 'PostToolUse' }, /another event/],
    [{ cwd: 'work' }, /`cwd`/],
    [{ tool_name: 7 }, /called without/],
    [{ tool_input: null }, /called without/],
    [{ tool_input: {} }, /called without/],
  ])('refuses what it cannot judge: %j', (over, why) => {
    const reading = claude.read(input(over));
    expect(reading.kind === 'refused' && reading.why).toMatch(why);
  });

  it('is told in its own words, and left to itself where nothing is to be said', () => {
    const said = (permissionDecision: string) => ({
      hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision, permissionDecisionReason: 'why' },
    });
    expect(claude.answer({ verdict: 'deny', reason: 'why' }, false)).toEqual(said('deny'));
    expect(claude.answer({ verdict: 'ask', reason: 'why' }, true)).toEqual(said('ask'));
    expect(claude.answer({ verdict: 'allow', reason: 'why' }, true)).toEqual(said('allow'));
    expect(claude.answer({ verdict: 'allow', reason: 'why' }, false)).toEqual({});
  });
});

describe('Cursor', () => {
  const cursor = client('cursor');
  const input = (over: JsonObject): JsonObject => ({
    conversation_id: 'conv-1',
    generation_id: 'gen-1',
    workspace_roots: ['/work'],
    ...over,
  });

  it.each<[string, JsonObject, boolean, JsonObject]>([
    [
      'beforeShellExecution',
      { command: 'ls', cwd: '/work/sub' },
      true,
      { server: 'builtin', action: 'shell.exec', cwd: '/work/sub' },
    ],
    [
      'beforeReadFile',
      { file_path: '/work/a' },
      false,
      { action: 'file.read', args: { path: '/work/a' }, cwd: '/work' },
    ],
    [
      'beforeMCPExecution',
      { tool_name: 'query', tool_input: '{"sql":"select"}' },
      true,
      { server: 'mcp', action: 'query', args: { sql: 'select' } },
    ],
    ['beforeMCPExecution', { tool_name: 'MCP:db:query', tool_input: {} }, true, { server: 'db', action: 'query' }],
    ['preToolUse', { tool_name: 'Shell', tool_input: { command: 'ls' } }, false, { action: 'shell.exec' }],
    ['preToolUse', { tool_name: 'Write', tool_input: { path: 'a' } }, false, { action: 'file.write' }],
  ])('sends %s with %j', (event, over, canAsk, act) => {
    expect(cursor.read(input({ hook_event_name: event, ...over }))).toMatchObject({
      kind: 'call',
      call: { session: 'conv-1', canAsk, acts: [act] },
    });
  });

  it.each<[JsonObject, RegExp]>([
    [{ hook_event_name: 'stop' }, /not made for/],
    [{}, /not made for/],
    [{ hook_event_name: 'beforeShellExecution' }, /called without/],
    [{ hook_event_name: 'beforeShellExecution', command: 'ls', workspace_roots: [] }, /names no folder/],
    [{ hook_event_name: 'beforeMCPExecution', tool_name: 'a', tool_input: '{' }, /called without/],
  ])('refuses what it cannot judge: %j', (over, why) => {
    const reading = cursor.read(input(over));
    expect(reading.kind === 'refused' && reading.why).toMatch(why);
  });

  it('is told in its own words', () => {
    expect(cursor.answer({ verdict: 'allow', reason: 'r' }, false)).toEqual({ permission: 'allow' });
    expect(cursor.answer({ verdict: 'ask', reason: 'r' }, false)).toEqual({
      permission: 'ask',
      user_message: 'r',
      agent_message: 'r',
    });
    expect(cursor.answer({ verdict: 'deny', reason: 'r' }, true)).toMatchObject({ permission: 'deny' });
  });
});
