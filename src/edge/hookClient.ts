import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { HookNote } from './hookNote.ts';
import { lineIn, MAX_WIRE_BYTES, readReplyLine, requestLine, type HookReply, type HookRequest } from './hookWire.ts';

type WithoutNonce<T> = T extends HookRequest ? Omit<T, 'nonce'> : never;

/** What became of a question: a reply, `silent` where there was none in time, or null for whatever is none. */
export type Asked = HookReply | 'silent' | null;

/** Longest time that a resident may take: it answers in a few milliseconds, or something is wrong with it. */
const MAX_MS = 2000;

/** Asks the resident that a note speaks of. Never rejects, and never takes longer than `maxMs`. */
export function askHook(note: HookNote, request: WithoutNonce<HookRequest>, maxMs: number = MAX_MS): Promise<Asked> {
  const nonce = randomBytes(16).toString('hex');
  const line = requestLine(note.key, { ...request, nonce });
  if (line.length > MAX_WIRE_BYTES) return Promise.resolve(null);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const socket = connect(note.socket);
    const end = (asked: Asked): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(asked);
    };
    const timer = setTimeout(() => end('silent'), maxMs);
    socket.on('error', () => end(null));
    socket.on('close', () => end(null));
    socket.on('data', (chunk) => {
      length += chunk.length;
      chunks.push(chunk);
      const answer = lineIn(chunks);
      if (answer !== null) end(readReplyLine(note.key, nonce, answer));
      else if (length > MAX_WIRE_BYTES) end(null);
    });
    socket.write(line);
  });
}
