import { describe, expect, it } from 'vitest';
import { openScene, type Scene } from '../../../src/app/demo/scene.ts';
import { STEPS } from '../../../src/app/demo/steps.ts';
import { UNPROTECTED } from './unprotected.ts';

describe('the steps of the demo', () => {
  it('see each thing that goes wrong without Leash', async () => {
    const scene = await openScene(UNPROTECTED, '1');
    const problems: string[] = [];
    for (const step of STEPS) {
      const outcome = await step.run(scene, () => Promise.resolve('approve'));
      problems.push(outcome.kind === 'otherwise' ? outcome.problem : `${step.id} went as told`);
    }
    scene.remove();
    expect(problems).toEqual([
      'the poisoned tool is shown to the model',
      'read went as told',
      'the write is not denied',
      'the call did not wait for a person',
      'the changed tool is still shown to the model',
      'the log is empty',
    ]);
  });

  it('see a denial that the server does not heed', async () => {
    const heedless: Partial<Scene> = {
      tools: () => Promise.resolve(['weather']),
      call: (tool) =>
        Promise.resolve(
          tool === 'read_note'
            ? { isError: false, text: 'mallory was here' }
            : { isError: true, text: '(rule `demo/no-writes`)' },
        ),
    };
    const outcomes = STEPS.slice(0, 3).map(({ run }) => run(heedless as Scene, () => Promise.resolve('approve')));
    expect(await Promise.all(outcomes)).toMatchObject([
      { problem: 'a call of the poisoned tool is not denied' },
      { kind: 'as-told' },
      { problem: 'the server wrote it all the same' },
    ]);
  });
});
