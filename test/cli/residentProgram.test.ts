import { expect, it, vi } from 'vitest';
import { answerHooks, stopHooks } from '../../src/cli/residentProgram.ts';
import { readHookNote } from '../../src/edge/hookNote.ts';
import { PROGRAM } from '../app/hook/residentSupport.ts';
import { emptyHome } from './home.ts';

it('answers hooks until it is told to end, and says what was ended', async () => {
  const home = emptyHome();
  const said: string[] = [];
  const out = (text: string): void => void said.push(text);
  expect(await stopHooks(home.root, { out, isJson: false })).toBe(0);
  const ended = answerHooks({ home: home.root, policy: [], program: PROGRAM });
  await vi.waitFor(() => expect(readHookNote(home)).not.toBeNull(), 10_000);
  expect(await stopHooks(home.root, { out, isJson: false })).toBe(0);
  expect(await ended).toBe(0);
  expect(await stopHooks(home.root, { out, isJson: true })).toBe(0);
  expect(said).toEqual([
    'no resident answers hooks here\n',
    `the resident ${process.pid} ends\n`,
    '{"stopped":null}\n',
  ]);
});

it('ends at a signal', async () => {
  const home = emptyHome();
  const ended = answerHooks({ home: home.root, policy: [], program: PROGRAM });
  await vi.waitFor(() => expect(readHookNote(home)).not.toBeNull(), 10_000);
  process.emit('SIGTERM');
  expect(await ended).toBe(0);
  expect(readHookNote(home)).toBeNull();
});
