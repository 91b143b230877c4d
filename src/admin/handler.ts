import { getRequestListener } from '@hono/node-server';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Control } from '../app/control/control.ts';
import type { AdminHandler, Door } from '../app/control/controlHost.ts';
import { adminApp } from './app.ts';
import { readBody } from './body.ts';
import { problemOf } from './failure.ts';
import { problemReply, ProblemError, type ProblemKey } from './problem.ts';

/** The admin API as Node's HTTP server calls it. What is refused here goes no further: Host, Origin, size. */
export function adminHandler(control: Control): AdminHandler {
  const app = adminApp(control);
  return (door) => {
    const listener = getRequestListener(
      async (request, { incoming, outgoing }) => {
        // HTTP/2 is not spoken here.
        const [message, response] = [incoming as IncomingMessage, outgoing as ServerResponse];
        try {
          const place = door.place(message);
          if (place !== 'ok') throw new ProblemError(place);
          const body = await readBody(message, response);
          const { address, isSocket } = door.whence(message);
          const signal = signalOf(response, door);
          return await app.fetch(request, {
            address,
            isSocket,
            body,
            signal,
            authorization: oneAuthorization(message),
          });
        } catch (error) {
          return refused(problemOf(error));
        }
      },
      // What Node's parser lets through and nobody can make a URL of.
      { overrideGlobalObjects: false, errorHandler: () => refused(new ProblemError('bad-request')) },
    );
    return (message, response) => void listener(message, response);
  };
}

/** RFC 6750 §3.1: one request, one credential. Two are none that is good. */
function oneAuthorization({ rawHeaders, headers }: IncomingMessage): string | null {
  const count = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'authorization').length;
  return count > 1 ? TWO : (headers.authorization ?? null);
}

const TWO = '(more than one)';

function signalOf(response: ServerResponse, door: Door): AbortSignal {
  const gone = new AbortController();
  const forget = door.onClosing(() => gone.abort());
  response.once('close', () => {
    forget();
    // To abort makes an error with a stack each time: nobody listens to what is done.
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}

function refused({ key, options }: ProblemError): Response {
  const { status, headers, body } = problemReply(key, options);
  // The rest of a body that is not read belongs to no other request.
  const isUnread = CUT.has(key);
  return new Response(body, { status, headers: { ...headers, ...(isUnread ? { Connection: 'close' } : {}) } });
}

const CUT: ReadonlySet<ProblemKey> = new Set(['too-large', 'too-slow', 'bad-host', 'bad-origin']);
