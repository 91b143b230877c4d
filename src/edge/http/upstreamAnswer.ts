import type { IncomingMessage } from 'node:http';
import { GatheredBytes } from '../../http/gatheredBytes.ts';
import { oneLine } from '../../http/oneLine.ts';
import { SseParser, type SseSink } from '../../http/sse.ts';
import { readBody, type BodyStream } from './upstreamBody.ts';

/** Who is told what an answer brings, message by message as it streams. */
export interface AnswerSink {
  /** One message on one line. */
  message(line: Buffer): void;
  /** A message that was too long to keep. */
  oversize(bytes: number): void;
  /** Told once: null where the body came to its end, else what broke it off. */
  ended(fault: string | null): void;
}

/** Besides, of a stream of events. */
export interface EventSink extends AnswerSink {
  /** From here on the stream can be asked for again (`id:`). */
  position(id: string): void;
  /** How long to wait before that (`retry:`). */
  retry(ms: number): void;
}

export interface ReadOptions {
  readonly maxMessageBytes: number;
  readonly held: boolean;
}

/** Reads a body that is one JSON message. One that is too long is not read to its end: its connection closes. */
export function readJson(
  response: IncomingMessage,
  { maxMessageBytes, held }: ReadOptions,
  sink: AnswerSink,
): BodyStream {
  const gathered = new GatheredBytes();
  const body = readBody(response, held, {
    chunk(chunk) {
      const bytes = gathered.length + chunk.length;
      if (bytes <= maxMessageBytes) {
        gathered.add(chunk);
        return;
      }
      body.destroy();
      gathered.clear();
      sink.oversize(bytes);
      sink.ended(null);
    },
    ended(fault) {
      const line = fault === null ? oneLine(gathered.take()) : EMPTY;
      if (line.length > 0) sink.message(line);
      sink.ended(fault);
    },
  });
  return body;
}

const EMPTY = Buffer.alloc(0);

/** Reads a stream of events, each a message, as they come. Events of another type than `message` are none of MCP's. */
export function readEvents(
  response: IncomingMessage,
  { maxMessageBytes, held }: ReadOptions,
  sink: EventSink,
): BodyStream {
  return readSse(
    response,
    { maxMessageBytes, held },
    {
      event({ data, type, id }) {
        if (id !== null) sink.position(id);
        if (type === 'message' && data.length > 0) sink.message(oneLine(data));
      },
      retry: (ms) => sink.retry(ms),
      comment: () => undefined,
      oversize: (bytes) => sink.oversize(bytes),
      ended: (fault) => sink.ended(fault),
    },
  );
}

/** Reads a stream of events of any type. */
export function readSse(
  response: IncomingMessage,
  { maxMessageBytes, held }: ReadOptions,
  sink: SseSink & Pick<AnswerSink, 'ended'>,
): BodyStream {
  const parser = new SseParser({ maxEventBytes: maxMessageBytes });
  return readBody(response, held, {
    chunk: (chunk) => parser.push(chunk, sink),
    ended(fault) {
      parser.end(sink);
      sink.ended(fault);
    },
  });
}
