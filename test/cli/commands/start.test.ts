import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { leash } from '../../../src/cli/leash.ts';
import { captured, emptyHome, run } from '../home.ts';

it('answers until it is ended, and says where', async () => {
  const home = emptyHome();
  const { io, out } = captured();
  const end = new AbortController();
  const over = leash(['start', '--listen', '0', '--json', '--home', home.root], io, end.signal);
  await expect.poll(() => out.length, { timeout: 10_000 }).toBe(1);
  const { url, docs } = JSON.parse(out[0] ?? '') as { readonly url: string; readonly docs: string };
  expect(docs).toBe(`${url}/docs`);
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' });
  const token = readFileSync(join(home.keys, 'admin.token'), 'utf8').trim();
  const ready = await fetch(`${url}/v1/proxy`, { headers: { Authorization: `Bearer ${token}` } });
  expect(await ready.json()).toMatchObject({ info: { kind: 'server' } });
  expect((await run(home, ['status'])).out).toContain('(admin API)');
  end.abort();
  expect(await over).toBe(0);
  await expect(fetch(`${url}/health`)).rejects.toThrow();
});

it.each([
  [['--listen', '0.0.0.0:0'], '--allow-remote'],
  [['--listen', 'nonsense'], '--listen takes PORT'],
  [['--allow-host', 'a b'], '--allow-host takes'],
])('refuses %j', async (words, why) => {
  const { exitCode, err, out } = await run(emptyHome(), ['start', ...words]);
  expect([exitCode, out]).toEqual([2, '']);
  expect(err).toContain(why);
});
