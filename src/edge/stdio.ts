import type { Readable, Writable } from 'node:stream';
import { Channel } from './channel.ts';

/**
 * The client's side: our own stdin and stdout as raw bytes. stdout carries MCP and nothing else.
 *
 * On POSIX a pipe or socket as stdout is non-blocking: a client that does not read never stops the event loop, its
 * bytes queue here and `queued` says how many. A file is written synchronously, which a disk allows. On Windows libuv
 * makes a stdout pipe blocking: there a client that does not read stops Leash, as it would stop the server.
 */
export function openClientStdio(streams: { readonly stdin: Readable; readonly stdout: Writable } = process): Channel {
  return new Channel(streams.stdin, streams.stdout);
}
