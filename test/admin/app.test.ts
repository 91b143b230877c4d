import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsedBody, pathsOf } from '../../src/admin/app.ts';
import { openapiDocument } from '../../src/admin/openapi.ts';
import type { AdminRoute } from '../../src/admin/route.ts';
import { ROUTES } from '../../src/admin/routes.ts';
import { queryLog } from '../../src/app/auditQuery.ts';
import { agentIn, apiFor, type Answered, type Api, type Asking } from './support.ts';

/** What each operation is asked in a way that it can answer, by method and path; a route that is missing here fails a test. */
const VALID: Readonly<Record<string, Case>> = {
  'post /v1/authorize': { body: { agent_id: 'somebody', action: 'email.send', args: { to: 'ada' } } },
  'post /access/v1/evaluation': { body: evaluation('somebody') },
  'post /access/v1/evaluations': {
    body: { ...evaluation('somebody'), evaluations: [{}, { action: { name: 'other' } }] },
  },
  'get /.well-known/authzen-configuration': {},
  'post /v1/agents': { body: { name: 'fresh', tags: ['a'], labels: { team: 'x' }, ttl_seconds: 3600 }, status: 201 },
  'get /v1/agents': { query: 'limit=10' },
  'get /v1/agents/{id}': {},
  'patch /v1/agents/{id}': { body: { description: 'helps' } },
  'post /v1/agents/{id}/suspend': { body: { reason: 'looking' } },
  'post /v1/agents/{id}/resume': { before: (api, id) => api.engine.agents.suspend(id, { by: 'test' }) },
  'post /v1/agents/{id}/rotate': {},
  'get /v1/agents/{id}/permissions': {},
  'get /v1/agents/{id}/stats': { query: 'since=2020-01-01T00:00:00Z' },
  'delete /v1/agents/{id}': {},
  'get /v1/approvals': { query: 'local=true' },
  'get /v1/approvals/grants': {},
  'delete /v1/approvals/grants/{id}': { id: 'nothing', status: 404 },
  'post /v1/approvals/{id}': {
    id: 'nothing',
    status: 404,
    body: { verdict: 'deny', args_hash: `sha256:${'0'.repeat(64)}` },
  },
  'get /v1/policies': {},
  'post /v1/policies/validate': { body: { policies: ['name: x\nagents: ["*"]\nrules: []\n', 'nonsense: ['] } },
  'post /v1/policies/test': {
    body: {
      cases:
        'policies: [builtin:read-only]\ncases:\n  - { it: reads, request: { tool: read_file }, want: { outcome: allow } }\n',
    },
  },
  'post /v1/policies/replay': { body: { since: '2020-01-01T00:00:00Z' } },
  'get /v1/audit': { query: 'limit=2&effect=allow' },
  'get /v1/audit/summary': {},
  'get /v1/audit/export': { query: 'format=csv' },
  'get /v1/audit/checkpoint': {},
  'get /v1/audit/{id}': { id: '00:0' },
  'get /v1/audit/{id}/proof': { id: '00:0' },
  'post /v1/audit/verify': {},
  'post /v1/audit/scan': {},
  'post /v1/scan': { body: { name: 'files', listing: { tools: [{ name: 'read_file', description: 'Reads.' }] } } },
  'get /v1/pins': {},
  'get /v1/trust': { query: 'server=unknown', status: 422 },
  'post /v1/trust': {
    body: { server: 'unknown', id: 'x', fingerprints: ['y'], verdict: 'accept' },
    status: 422,
  },
  'get /v1/events': { isStream: true },
  'get /v1/proxy': {},
  'get /v1/proxies': {},
  'post /v1/stop': { body: { reason: 'test' } },
  'post /v1/resume': {},
  'get /v1/metrics': {},
  'get /v1/health': {},
  'get /v1/ready': {},
  'get /v1/openapi.json': {},
  'get /v1/docs': {},
};

interface Case {
  readonly body?: unknown;
  readonly query?: string;
  /** What stands for `{id}`: the agent's where absent. */
  readonly id?: string;
  readonly status?: number;
  readonly isStream?: true;
  readonly before?: (api: Api, id: string) => Promise<unknown>;
}

function evaluation(agent: string): object {
  return {
    subject: { type: 'agent', id: agent },
    action: { name: 'email.send', properties: { to: 'ada' } },
    resource: { type: 'mail', id: 'outbox' },
  };
}

const tags = [...new Set(ROUTES.map(({ tag }) => tag))];

/** What can be done once. */
const ONCE: ReadonlySet<string> = new Set(['post /v1/agents', 'delete /v1/agents/{id}']);

const operations = ROUTES.map((spec) => ({ name: `${spec.method} ${spec.path}`, spec }));

describe('the admin API as its OpenAPI document has it', () => {
  it('is documented and tried route for route', () => {
    const { paths = {}, openapi } = openapiDocument(ROUTES, '1.2.3');
    const documented = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method} ${path}`),
    );
    expect(openapi).toBe('3.1.0');
    expect(documented.toSorted()).toEqual(operations.map(({ name }) => name).toSorted());
    expect(Object.keys(VALID).toSorted()).toEqual(documented.toSorted());
  });

  it.each(operations)('answers $name as it says', async ({ name, spec }) => {
    const api = await apiFor();
    const { id } = await agentIn(api, 'helper');
    await api.control.gate.authorize({ identity: named('helper'), action: 'email.send' });
    const each = VALID[name] ?? {};
    await each.before?.(api, id);
    for (const path of pathsOf(spec)) {
      const answer = await asked(api, spec, path, each, each.id ?? id);
      expect({ path, status: answer.status, text: answer.text }).toMatchObject({ status: each.status ?? 200 });
      const schema = spec.answers[answer.status]?.schema;
      if (schema !== undefined && spec.answers[answer.status]?.type === undefined) {
        const read = schema.safeParse(answer.json);
        expect({ name, error: read.error?.issues ?? null }).toEqual({ name, error: null });
      }
      if (ONCE.has(name)) break;
    }
  });

  it.each(tags)('lets nobody at %s who has no good token', async (tag) => {
    const api = await apiFor();
    for (const { name, spec } of operations.filter((each) => each.spec.tag === tag)) {
      const each = VALID[name] ?? {};
      const isOpen = spec.access === 'open';
      const [path = ''] = pathsOf(spec);
      for (const token of [null, 'guessed', 'a.b.c']) {
        const answer = await asked(api, spec, path, each, 'helper', { token, address: name });
        expect({ name, token, status: answer.status }).toEqual({ name, token, status: isOpen ? 200 : 401 });
        if (isOpen) continue;
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="leash"/);
        expectProblem(answer);
      }
      // Through the socket, which a spawned server reaches, nothing is public but that the process lives.
      const local = await asked(api, spec, path, each, 'helper', { token: null, isSocket: true, address: `s${name}` });
      expect({ name, status: local.status }).toEqual({ name, status: name === 'get /v1/health' ? 200 : 401 });
    }
  });

  it('keeps agents out of all that is for people, or for another agent', async () => {
    const api = await apiFor();
    const own = await agentIn(api, 'helper');
    const other = await agentIn(api, 'other');
    for (const { name, spec } of operations) {
      if (spec.access !== 'admin' && spec.access !== 'self') continue;
      const [path = ''] = pathsOf(spec);
      const each = VALID[name] ?? {};
      const foreign = await asked(api, spec, path, each, each.id ?? other.id, { token: own.token });
      expect({ name, status: foreign.status }).toEqual({ name, status: 403 });
      expectProblem(foreign);
      const self = await asked(api, spec, path, each, own.id, { token: own.token });
      expect({ name, status: self.status }).toEqual({ name, status: spec.access === 'self' ? 200 : 403 });
    }
  });

  it('reads every body strictly', async () => {
    const api = await apiFor();
    const { id } = await agentIn(api, 'helper');
    for (const { name, spec } of operations) {
      if (spec.body === undefined) continue;
      const [path = ''] = pathsOf(spec);
      const each = VALID[name] ?? {};
      const send = (asking: Asking): Promise<Answered> =>
        api.ask(spec.method.toUpperCase(), filled(path, each.id ?? id), asking);
      const unknown = await send({ body: { ...(each.body as object | undefined), surprise: 1 } });
      // AuthZEN lets requests say more than it knows.
      if (!path.startsWith('/access/')) expect({ name, status: unknown.status }).toEqual({ name, status: 422 });
      for (const [text, status] of [
        ['{"a":1', 400],
        ['{"action":"x","action":"y"}', 400],
        // AuthZEN 1.0 §10.1.2 knows 400 alone for what is not as it has to be.
        ['[]', path.startsWith('/access/') ? 400 : 422],
        ['{"action":1e400}', 400],
        [`${'['.repeat(500)}${']'.repeat(500)}`, 400],
        ['\u{feff}{}', 400],
      ] as const) {
        const answer = await send({ bytes: Buffer.from(text) });
        expect({ name, text: text.slice(0, 30), status: answer.status }).toEqual({
          name,
          text: text.slice(0, 30),
          status,
        });
        expectProblem(answer);
      }
      expect((await send({ bytes: Buffer.from([0x7b, 0xff, 0x7d]) })).status).toBe(400);
      for (const headers of [{ 'Content-Type': 'text/plain' }, { 'Content-Encoding': 'gzip' }]) {
        expect((await send({ body: each.body ?? {}, headers })).status).toBe(415);
      }
    }
  });

  it('refuses what no route takes: other methods, unknown queries, bodies where there are none', async () => {
    const api = await apiFor();
    const put = await api.ask('PUT', '/v1/agents');
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'POST, GET']);
    expect((await api.ask('GET', '/v1/audit?surprise=1')).json).toMatchObject({
      status: 422,
      errors: [{ pointer: '/query/surprise', detail: 'nothing of that name is known here' }],
    });
    expect((await api.ask('GET', '/v1/audit?limit=1&limit=2')).status).toBe(422);
    expect((await api.ask('GET', '/v1/audit?limit=0')).status).toBe(422);
    expect((await api.ask('DELETE', '/v1/agents/x', { body: { a: 1 } })).status).toBe(422);
    expect((await api.ask('GET', '/v2/agents')).status).toBe(404);
    expect((await api.ask('GET', '/v2/agents', { token: null })).status).toBe(401);
    expect((await api.ask('GET', '/v1/agents/..%2f..%2fkeys')).status).toBe(422);
  });

  it('lets nobody write entries into the log', async () => {
    const api = await apiFor();
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const path of ['/v1/audit', '/audit', '/v1/audit/00:0']) {
        expect((await api.ask(method, path, { body: {} })).status).toBe(405);
      }
    }
  });

  it('answers whatever comes, and never with an internal error', async () => {
    const api = await apiFor();
    const { token } = await agentIn(api, 'helper');
    const paths = ROUTES.filter(({ path }) => path !== '/v1/events').flatMap((spec) => pathsOf(spec));
    const segment = fc.oneof(
      fc.constantFrom('helper', '00:1', '..', '%00', 'x'.repeat(300)),
      fc.string({ maxLength: 12 }),
    );
    const body = fc.oneof(
      fc.json({ maxDepth: 3 }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 64 }),
      fc
        .constantFrom(...Object.values(VALID).flatMap((each) => (each.body === undefined ? [] : [each.body])))
        .chain((valid) =>
          fc
            .dictionary(fc.constantFrom(...Object.keys(valid as object)), fc.jsonValue({ maxDepth: 2 }))
            .map((over) => Buffer.from(JSON.stringify({ ...(valid as object), ...over }))),
        ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          path: fc.constantFrom(...paths),
          segment,
          method: fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'OPTIONS'),
          query: fc.dictionary(fc.constantFrom('limit', 'cursor', 'since', 'server', 'after', 'local'), fc.string(), {
            maxKeys: 3,
          }),
          body: fc.option(body),
          token: fc.constantFrom(api.token, token),
        }),
        async ({ path, segment: text, method, query, body: bytes, token: given }) => {
          const url = `${path.replace('{id}', encodeURIComponent(text))}?${new URLSearchParams(query).toString()}`;
          const isBodyless = method === 'GET' || bytes === null;
          const answer = await api.ask(method, url, { token: given, ...(isBodyless ? {} : { bytes }) });
          expect({ url, method, status: answer.status === 500 ? answer.text : 'answered' }).toMatchObject({
            status: 'answered',
          });
          if (answer.status >= 400 && answer.status !== 503) expectProblem(answer);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('who may ask what', () => {
  it('lets an agent authorize as itself, and as nobody else', async () => {
    const api = await apiFor();
    const own = await agentIn(api, 'helper');
    const other = await agentIn(api, 'other');
    const send = (agent_id?: string): Promise<Answered> =>
      api.ask('POST', '/v1/authorize', {
        token: own.token,
        body: { action: 'email.send', ...(agent_id === undefined ? {} : { agent_id }) },
      });
    for (const each of [undefined, own.id, 'helper']) expect((await send(each)).json).toMatchObject({ allowed: true });
    for (const each of [other.id, 'other', 'somebody']) expect((await send(each)).status).toBe(403);
    const { json } = await api.ask('POST', '/access/v1/evaluations', {
      token: own.token,
      body: { ...evaluation('helper'), evaluations: [{}, { subject: { type: 'agent', id: 'other' } }] },
    });
    expect(json['evaluations']).toMatchObject([
      { decision: true },
      { decision: false, context: { error: { status: 403 } } },
    ]);
    expect(
      (await api.ask('POST', '/access/v1/evaluation', { token: own.token, body: evaluation('other') })).status,
    ).toBe(403);
    // Each time that it tried is in the log.
    const tried = async () => (await queryLog(api.home, { action: 'api_refused', limit: 100 })).lines;
    await expect.poll(async () => (await tried()).map(({ agent }) => agent)).toEqual(Array(5).fill('helper'));
    expect(JSON.stringify(await tried())).toContain('/access/v1/evaluations');
  });

  it('refuses tokens that are rotated, suspended, deleted or forged, in the same words, and records each', async () => {
    const api = await apiFor();
    const ask = (token: string): Promise<Answered> =>
      api.ask('POST', '/v1/authorize', { token, body: { action: 'email.send' }, address: token.slice(-8) });
    const rotated = await agentIn(api, 'rotated');
    const suspended = await agentIn(api, 'suspended');
    const deleted = await agentIn(api, 'deleted');
    const good = await agentIn(api, 'good');
    await api.engine.agents.rotate(rotated.id, { by: 'test' });
    await api.engine.agents.suspend(suspended.id, { by: 'test' });
    await api.engine.agents.remove(deleted.id, { by: 'test' });
    const [head = '', payload = '', signature = ''] = good.token.split('.');
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    const bad = [
      rotated.token,
      suspended.token,
      deleted.token,
      `${none}.${payload}.`,
      `${none}.${payload}.${signature}`,
      `${head}.${Buffer.from('{"sub":"x"}').toString('base64url')}.${signature}`,
      `${head}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`,
    ];
    const words = new Set<string>();
    for (const token of bad) {
      const answer = await ask(token);
      expect({ token: token.slice(-12), status: answer.status }).toMatchObject({ status: 401 });
      words.add(answer.text);
    }
    expect(words.size).toBe(1);
    expect((await ask(good.token)).json).toMatchObject({ allowed: true });
    await api.ask('POST', '/v1/authorize', { body: { agent_id: 'x', action: 'email.send' } });
    const { lines } = await queryLog(api.home, { action: 'api_refused', limit: 100 });
    expect(lines).toHaveLength(bad.length);
    const text = JSON.stringify(lines);
    for (const token of bad) expect(text).not.toContain(token.slice(0, 40));
  });

  it('slows down who keeps guessing, and still lets the good token in', async () => {
    const api = await apiFor();
    const statuses: number[] = [];
    for (let i = 0; i < 12; i += 1) statuses.push((await api.ask('GET', '/v1/proxy', { token: `guess-${i}` })).status);
    expect(statuses.slice(0, 10).every((status) => status === 401)).toBe(true);
    const late = await api.ask('GET', '/v1/proxy', { token: 'guess' });
    expect([statuses[11], late.status]).toEqual([429, 429]);
    expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await api.ask('GET', '/v1/proxy')).status).toBe(200);
  });
});

describe('parsedBody', () => {
  it('takes JSON that every reader takes alike', () => {
    expect(parsedBody(Buffer.from('{"a":[1,"\u00e9"]}'))).toEqual({ a: [1, '\u00e9'] });
  });

  it.each(['', '{', '{"a":1,"a":2}', '{"a":12345678901234567890}', '\u{feff}{}'])('refuses %j', (text) => {
    expect(() => parsedBody(Buffer.from(text))).toThrow();
  });
});

function named(name: string) {
  return { name, id: null, verified: false, labels: {} };
}

function filled(path: string, id: string): string {
  return path.replace('{id}', encodeURIComponent(id));
}

async function asked(
  api: Api,
  spec: AdminRoute,
  path: string,
  each: Case,
  id: string,
  over: Asking = {},
): Promise<Answered> {
  const query = each.query === undefined ? '' : `?${each.query}`;
  const asking = { ...over, ...(each.body === undefined ? {} : { body: each.body }) };
  const method = spec.method.toUpperCase();
  if (each.isStream !== true) return api.ask(method, `${filled(path, id)}${query}`, asking);
  const end = new AbortController();
  const response = await api.open(method, `${filled(path, id)}${query}`, { ...asking, signal: end.signal });
  end.abort();
  const text = await response.text();
  const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: response.status, headers: response.headers, text, json };
}

function expectProblem({ headers, json, status }: Answered): void {
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(json).toMatchObject({ type: expect.stringMatching(/^urn:leash:problem:/) as string, status });
}
