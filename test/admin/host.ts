import { request, type Agent, type IncomingHttpHeaders } from 'node:http';
import { onTestFinished } from 'vitest';
import { adminHandler } from '../../src/admin/handler.ts';
import { controlHost, type AdminListen } from '../../src/app/control/controlHost.ts';
import type { LiveProxy } from '../../src/app/control/proxyInfo.ts';
import type { Engine } from '../../src/app/engine.ts';
import { adminToken } from '../../src/edge/adminToken.ts';
import { controlPlaces } from '../../src/edge/controlSocket.ts';
import { engineFor, PROXY } from './support.ts';

export interface OpenHost {
  readonly engine: Engine;
  readonly token: string;
  readonly socket: string;
  /** Its name in `run/`. */
  readonly id: string;
  /** Where it listens over TCP; empty where it does not. */
  readonly url: string;
  readonly warnings: readonly string[];
  readonly close: () => Promise<void>;
}

/** Opens the admin API of a process as the programs do. */
export async function openHost(
  options: { readonly engine?: Engine; readonly proxy?: LiveProxy; readonly listen?: AdminListen } = {},
): Promise<OpenHost> {
  const engine = options.engine ?? (await engineFor());
  const before = new Set((await controlPlaces(engine.home)).map(({ id }) => id));
  const warnings: string[] = [];
  let url = '';
  const host = controlHost({
    load: () => Promise.resolve(adminHandler),
    listen: options.listen ?? null,
    warn: (message) => warnings.push(message),
    listening: (at) => (url = at),
  });
  const opened = await host.open(engine, options.proxy ?? PROXY);
  onTestFinished(() => opened.close());
  const place = (await controlPlaces(engine.home)).find(({ id }) => !before.has(id));
  if (place === undefined) throw new Error('its socket is there');
  const token = await adminToken(engine.home);
  return { engine, token, socket: place.socket, id: place.id, url, warnings, close: () => opened.close() };
}

export interface Sent {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a request as it is, over TCP or through a socket. */
export function send(
  to: { readonly url?: string; readonly socket?: string },
  options: {
    readonly method?: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string | string[]>>;
    readonly body?: string | Buffer;
    /** Whose connections are used; a new one where absent. */
    readonly agent?: Agent;
  },
): Promise<Sent> {
  const { method = 'GET', path, headers = {}, body, agent = false } = options;
  const target =
    to.socket === undefined
      ? { host: new URL(to.url ?? '').hostname, port: new URL(to.url ?? '').port }
      : { socketPath: to.socket };
  return new Promise((resolve, reject) => {
    const sent = request({ ...target, method, path, headers, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
