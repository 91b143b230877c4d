import { expect, it } from 'vitest';
import { heavily } from '../../src/admin/heavily.ts';
import { json } from '../../src/admin/route.ts';
import { apiFor } from './support.ts';

it('does one thing that takes long at a time, and tells others when to come again', async () => {
  const { control } = await apiFor();
  let end = (): void => undefined;
  const first = heavily(control, () => new Promise((resolve) => (end = () => resolve(json(1)))));
  await expect(heavily(control, () => Promise.resolve(json(2)))).rejects.toMatchObject({
    key: 'busy',
    options: { headers: { 'Retry-After': '5' } },
  });
  end();
  expect(await first).toEqual(json(1));
});
