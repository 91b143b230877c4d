import type { Readable, Writable } from 'node:stream';
import { Sink, type SinkListener } from './sink.ts';

/** What a channel tells its owner. */
export interface ChannelListener extends SinkListener {
  chunk(bytes: Buffer): void;
  /** Nothing more will come. Told once, after the last chunk. */
  ended(): void;
}

/**
 * One side of the proxy as bytes in and bytes out. It starts paused, and stays so until `resume`, whatever else touches
 * the stream: Node itself resumes the pipes of a child that has exited, which would undo backpressure, or lose what
 * comes before anyone listens.
 */
export class Channel {
  readonly #source: Readable;
  readonly #sink: Sink;
  #listener: ChannelListener | null = null;
  #paused = true;
  #ended = false;

  constructor(source: Readable, sink: Writable) {
    this.#source = source;
    this.#sink = new Sink(sink);
    source.pause();
    source.on('data', (chunk: Buffer) => this.#onChunk(chunk));
    source.on('end', () => this.#end());
    source.on('error', () => this.#end());
    source.on('close', () => this.#end());
  }

  listen(listener: ChannelListener): void {
    this.#listener = listener;
    this.#sink.listen(listener);
    if (this.#ended) listener.ended();
  }

  /** Bytes that the other side has not taken yet. */
  get queued(): number {
    return this.#sink.queued;
  }

  get paused(): boolean {
    return this.#paused;
  }

  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#source.pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#source.resume();
  }

  write(pieces: readonly Buffer[]): void {
    this.#sink.write(pieces);
  }

  /** Closes the way out, behind what is queued. */
  end(): void {
    this.#sink.end();
  }

  flushed(): Promise<void> {
    return this.#sink.flushed();
  }

  #onChunk(chunk: Buffer): void {
    if (!this.#paused) {
      this.#listener?.chunk(chunk);
      return;
    }
    this.#source.pause();
    this.#source.unshift(chunk);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#listener?.ended();
  }
}
