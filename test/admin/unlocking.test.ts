import { describe, expect, it } from 'vitest';
import { ROUTES } from '../../src/admin/routes.ts';
import { isWidening, passphraseIn, PASSPHRASE_HEADER } from '../../src/admin/unlocking.ts';
import { queryLog } from '../../src/app/auditQuery.ts';
import { resumeAll, stopAll } from '../../src/app/stopAll.ts';
import { setPassphrase } from '../../src/edge/passphrase.ts';
import { agentIn, apiFor, type Api, type Asking } from './support.ts';

const RIGHT = 'correct h\u00f6rse';
const given = (passphrase: string): Record<string, string> => ({ [PASSPHRASE_HEADER]: encodeURIComponent(passphrase) });

/** What lets more through than passes now, and how it is asked for. */
const WIDENING: Readonly<Record<string, (id: string) => { path: string; body?: unknown }>> = {
  'post /v1/approvals/{id}': () => ({ path: '/v1/approvals/x', body: { verdict: 'approve', args_hash: 'x' } }),
  'post /v1/resume': () => ({ path: '/v1/resume' }),
  'post /v1/trust': () => ({
    path: '/v1/trust',
    body: { server: 'unknown', id: 'x', fingerprints: ['y'], verdict: 'accept' },
  }),
  'post /v1/agents': () => ({ path: '/v1/agents', body: { name: 'fresh' } }),
  'patch /v1/agents/{id}': (id) => ({ path: `/v1/agents/${id}`, body: { labels: { role: 'admin' } } }),
  'post /v1/agents/{id}/rotate': (id) => ({ path: `/v1/agents/${id}/rotate` }),
  'post /v1/agents/{id}/resume': (id) => ({ path: `/v1/agents/${id}/resume` }),
};

async function locked(): Promise<Api & { readonly id: string; readonly agentToken: string }> {
  const api = await apiFor();
  const { id, token } = await agentIn(api, 'helper');
  await setPassphrase(api.home, RIGHT);
  return { ...api, id, agentToken: token };
}

function askAs({ ask, id }: Api & { readonly id: string }, name: string, asking: Asking = {}) {
  const { path, body } = WIDENING[name]?.(id) ?? { path: '' };
  const [method = ''] = name.split(' ');
  return ask(method.toUpperCase(), path, { ...asking, ...(body === undefined ? {} : { body }) });
}

it('is asked for by each route that lets more through, and by no other', () => {
  const found = ROUTES.filter(({ widens }) => widens !== undefined).map(({ method, path }) => `${method} ${path}`);
  expect(found.toSorted()).toEqual(Object.keys(WIDENING).toSorted());
});

describe('where a passphrase is set', () => {
  it.each(Object.keys(WIDENING))(
    'the admin token alone does not suffice for %s, and that is recorded',
    async (name) => {
      const api = await locked();
      const refused = await askAs(api, name);
      expect([refused.status, refused.json['type']]).toEqual([403, 'urn:leash:problem:passphrase']);
      expect((await askAs(api, name, { headers: given('wrong one') })).status).toBe(403);
      expect((await askAs(api, name, { headers: given(RIGHT) })).json['refused']).not.toBe('passphrase');
      const { lines } = await queryLog(api.home, { limit: 100 });
      const details = lines.filter(({ action }) => action === 'passphrase_refused');
      expect(details).toHaveLength(2);
    },
  );

  it('nothing else needs it: to look, to deny and to stop', async () => {
    const { ask, id, home } = await locked();
    const body = { verdict: 'deny', args_hash: 'x' };
    expect((await ask('POST', '/v1/approvals/x', { body })).status).toBe(404);
    expect((await ask('POST', '/v1/stop')).status).toBe(200);
    await resumeAll(home, { by: 'test' });
    expect((await ask('POST', `/v1/agents/${id}/suspend`)).status).toBe(200);
    expect((await ask('DELETE', `/v1/agents/${id}`)).status).toBe(200);
    expect((await ask('GET', '/v1/approvals')).status).toBe(200);
  });

  it('everything stays stopped until it is given', async () => {
    const api = await locked();
    await stopAll(api.home, { by: 'test' });
    expect((await api.ask('POST', '/v1/resume')).status).toBe(403);
    expect((await api.ask('POST', '/v1/resume', { headers: given(RIGHT) })).json['changed']).toBe(true);
  });

  it('is tried a few times and not more, and says how long to wait', async () => {
    const api = await locked();
    for (let i = 0; i < 3; i++) {
      expect((await askAs(api, 'post /v1/resume', { headers: given(`wrong ${i}`) })).status).toBe(403);
    }
    const tooOften = await askAs(api, 'post /v1/resume', { headers: given(RIGHT) });
    expect([tooOften.status, tooOften.json['refused']]).toEqual([429, 'passphrase']);
    expect(Number(tooOften.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it("does not help an agent's token", async () => {
    const api = await locked();
    const refused = await askAs(api, 'post /v1/resume', { token: api.agentToken, headers: given(RIGHT) });
    expect([refused.status, refused.json['type']]).toEqual([403, 'urn:leash:problem:forbidden']);
  });
});

it.each([
  ['a%20b', 'a b'],
  ['plain', 'plain'],
  ['%zz', ''],
  ['%ff', ''],
])('reads the header %s as %j', (header, text) => {
  expect(passphraseIn(header)).toBe(text);
});

it.each([
  [undefined, {}, false],
  ['always' as const, {}, true],
  [{ butFor: 'deny' }, { verdict: 'deny' }, false],
  [{ butFor: 'deny' }, { verdict: 'approve' }, true],
  [{ butFor: 'deny' }, {}, true],
  [{ butFor: 'deny' }, null, true],
])('tells what widens: %j %j', (widens, body, is) => {
  expect(isWidening(widens, body)).toBe(is);
});
