import type { IncomingDelete, IncomingGet, IncomingPost, Principal } from '../../edge/http/exchange.ts';
import { refuse } from '../../edge/http/refuse.ts';
import type { RequestId } from '../../jsonrpc/message.ts';
import { HandshakeReply } from './handshakeReply.ts';
import type { Host } from './host.ts';
import type { Hosts } from './hosts.ts';
import { ownerOf } from './owner.ts';
import { WatchedReply } from './watchedReply.ts';

export interface SessionsOptions {
  readonly hosts: Hosts;
  /** Bytes that nobody can foretell. */
  readonly random: (bytes: number) => Uint8Array;
  /** Told when somebody names a session of somebody else's: the beginning of its id is enough to find it. */
  readonly onForeign: (principal: Principal, sessionIdPrefix: string) => void;
}

/** 256 bits: nobody guesses an id. */
const ID_BYTES = 32;

/** How much of a session's id is told of. */
const PREFIX_LENGTH = 8;

/** The sessions of the legacy era: `initialize` opens one, and only who opened it may use or end it. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #sessions = new Map<string, Host>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  post(request: IncomingPost): void {
    const { id, method, sessionId, reply, line } = request;
    if (method === 'initialize' && id !== null) this.#initialize(request, id);
    else if (sessionId === null) refuse(reply, 'no-session', { id });
    else {
      this.#use(request, id, (session, watched) =>
        session.deliver({ id, reply: watched, bytes: line.length }, ({ transport }) =>
          transport.post({ ...request, reply: watched }),
        ),
      );
    }
  }

  get(request: IncomingGet): void {
    this.#use(request, null, (session, reply) =>
      session.deliver({ id: null, reply, bytes: 0 }, ({ transport }) => transport.get({ ...request, reply })),
    );
  }

  delete(request: IncomingDelete): void {
    this.#use(request, null, (session, reply) => {
      // From here on the id works no more; the server may take its time to end.
      session.end();
      reply.end(200, null);
    });
  }

  #initialize(request: IncomingPost, id: RequestId): void {
    if (request.sessionId !== null) {
      refuse(request.reply, 'session-on-initialize', { id });
      return;
    }
    const sessionId = Buffer.from(this.#options.random(ID_BYTES)).toString('base64url');
    const session = this.#options.hosts.open(request.principal, () => this.#sessions.delete(sessionId));
    if (session === null) {
      refuse(request.reply, 'too-many-sessions', { id, headers: { 'Retry-After': '30' } });
      return;
    }
    session.enter();
    const reply = new HandshakeReply(request.reply, {
      id,
      sessionId,
      over(isOpened) {
        // INVARIANT: the id of a session that `initialize` did not open never works.
        if (!isOpened) session.end();
        session.leave();
      },
    });
    session.deliver({ id, reply, bytes: request.line.length }, ({ transport }) => {
      this.#sessions.set(sessionId, session);
      transport.post({ ...request, reply });
    });
  }

  /** A session that is not there and one of somebody else's look the same: nobody learns which ids are in use. */
  #use(request: IncomingDelete, id: RequestId | null, give: (session: Host, reply: WatchedReply) => void): void {
    const session = this.#find(request);
    if (session === null) {
      refuse(request.reply, 'unknown-session', { id });
      return;
    }
    session.enter();
    give(session, new WatchedReply(request.reply, () => session.leave()));
  }

  #find({ sessionId, principal }: IncomingDelete): Host | null {
    const session = this.#sessions.get(sessionId ?? '');
    if (sessionId === null || session === undefined) return null;
    if (session.owner === ownerOf(principal)) return session;
    this.#options.onForeign(principal, sessionId.slice(0, PREFIX_LENGTH));
    return null;
  }
}
