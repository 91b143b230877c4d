import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { adminApp } from '../../src/admin/app.ts';
import { adminToken } from '../../src/edge/adminToken.ts';
import { controlOf, type Control } from '../../src/app/control/control.ts';
import { openMeter } from '../../src/app/control/meter.ts';
import type { LiveProxy } from '../../src/app/control/proxyInfo.ts';
import { openEngine, type Engine } from '../../src/app/engine.ts';
import type { Home } from '../../src/edge/home.ts';
import { tempHome } from '../support/tempHome.ts';

/** A policy under which `email.send` is allowed, `file.delete` needs a person, and all else is denied. */
const POLICY = `name: team
agents: ["*"]
rules:
  - { id: mail, action: "email.send", effect: allow, reason: mail is its work }
  - { id: remove, action: "file.delete", effect: ask, reason: somebody should look, ask: { remember: [once, session] } }
`;

export const PROXY: LiveProxy = {
  info: {
    kind: 'proxy',
    pid: 4711,
    version: '9.9.9',
    server: 'files',
    transport: 'stdio',
    upstream: 'server /data',
    startedAt: 1_760_000_000_000,
  },
  sessions: () => [],
};

/** An engine in a home of its own, closed when the test has finished. */
export async function engineFor(home: Home = tempHome(), policy = POLICY): Promise<Engine> {
  writeFileSync(join(home.policies, 'team.yaml'), policy, { mode: 0o600 });
  const engine = await openEngine({
    home: home.root,
    policy: [],
    observe: false,
    durability: 'process',
    alert: () => undefined,
  });
  onTestFinished(() => engine.close());
  return engine;
}

export interface Asking {
  readonly token?: string | null;
  readonly body?: unknown;
  /** Instead of a body that is made of `body`. */
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly isSocket?: boolean;
  readonly address?: string;
  readonly signal?: AbortSignal;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON of the body; an empty object where it is none. */
  readonly json: Record<string, unknown>;
}

export interface Api {
  readonly control: Control;
  readonly engine: Engine;
  readonly home: Home;
  /** The admin token. */
  readonly token: string;
  readonly ask: (method: string, path: string, asking?: Asking) => Promise<Answered>;
  /** The answer as it is, its body unread. */
  readonly open: (method: string, path: string, asking?: Asking) => Promise<Response>;
}

/** The admin API of a process, without a network. */
export async function apiFor(options: { readonly engine?: Engine; readonly proxy?: LiveProxy } = {}): Promise<Api> {
  const engine = options.engine ?? (await engineFor());
  const meter = openMeter(engine.feed);
  const token = await adminToken(engine.home);
  const control = controlOf({ engine, proxy: options.proxy ?? PROXY, meter, token, self: () => null });
  const app = adminApp(control);
  const open = async (method: string, path: string, asking: Asking = {}): Promise<Response> => {
    const { token: given = token, body, isSocket = false, address = '127.0.0.1', headers = {} } = asking;
    const bytes = asking.bytes ?? (body === undefined ? null : Buffer.from(JSON.stringify(body)));
    const type = bytes === null ? {} : { 'Content-Type': 'application/json' };
    const request = new Request(`http://localhost${path}`, {
      method,
      headers: { Host: 'localhost', ...type, ...headers },
    });
    const authorization = given === null ? null : `Bearer ${given}`;
    const signal = asking.signal ?? new AbortController().signal;
    return app.fetch(request, { address, isSocket, authorization, body: bytes, signal });
  };
  return {
    control,
    engine,
    home: engine.home,
    token,
    open,
    async ask(method, path, asking) {
      const response = await open(method, path, asking);
      const text = await response.text();
      const isJson = /^application\/(?:problem\+)?json$/.test(response.headers.get('content-type') ?? '');
      const json = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
      return { status: response.status, headers: response.headers, text, json };
    },
  };
}

/** Registers an agent and gives its id and token. */
export async function agentIn(api: Api, name: string): Promise<{ readonly id: string; readonly token: string }> {
  const { agent, token } = await api.engine.agents.register({ name }, { by: 'test' });
  return { id: agent.id, token };
}
