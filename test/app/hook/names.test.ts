import { expect, it } from 'vitest';
import { HOOK_CLIENTS } from '../../../src/app/hook/clients.ts';
import { HOOK_NAMES, isHookName } from '../../../src/app/hook/names.ts';

it('names each client that there is, and nothing else', () => {
  expect([...HOOK_CLIENTS.keys()]).toEqual([...HOOK_NAMES]);
  expect(HOOK_NAMES.every(isHookName)).toBe(true);
  expect(['', 'Cursor', 'toString', 'claude-code '].filter(isHookName)).toEqual([]);
});
