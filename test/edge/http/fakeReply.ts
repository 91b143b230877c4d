import type { ReplyPort } from '../../../src/edge/http/exchange.ts';

/** A response that notes what is done with it; its reader takes nothing until told to. */
export class FakeReply implements ReplyPort {
  /** What has been written, whole responses and pieces alike. */
  readonly written: string[] = [];
  status: number | null = null;
  headers: Readonly<Record<string, string>> = {};
  queued = 0;
  isOpen = true;
  streams = false;
  readonly #onGone: (() => void)[] = [];
  readonly #onIdle: (() => void)[] = [];

  /** All that was written, in one. */
  get text(): string {
    return this.written.join('');
  }

  /** The messages of the events that were written. */
  get messages(): unknown[] {
    return [...this.text.matchAll(/^data: (.+)$/gm)].map(([, data = '']) => JSON.parse(data) as unknown);
  }

  /** The ids of the events that were written. */
  get ids(): string[] {
    return [...this.text.matchAll(/^id: (.+)$/gm)].map(([, id = '']) => id);
  }

  end(status: number, body: Buffer | string | null, headers: Readonly<Record<string, string>> = {}): void {
    if (!this.isOpen || this.streams) return;
    this.status = status;
    this.headers = headers;
    this.#note(body ?? '');
    this.isOpen = false;
  }

  stream(headers: Readonly<Record<string, string>> = {}): void {
    if (!this.isOpen) return;
    this.status = 200;
    this.headers = headers;
    this.streams = true;
  }

  write(piece: Buffer | string): void {
    if (this.isOpen && this.streams) this.#note(piece);
  }

  close(): void {
    if (this.streams) this.isOpen = false;
  }

  onGone(listener: () => void): void {
    this.#onGone.push(listener);
  }

  onIdle(listener: () => void): void {
    this.#onIdle.push(listener);
  }

  /** The caller takes all that was written. */
  take(): void {
    this.queued = 0;
    for (const listener of this.#onIdle) listener();
  }

  /** The caller goes away. */
  leave(): void {
    const wasOpen = this.isOpen;
    this.isOpen = false;
    this.queued = 0;
    if (wasOpen) for (const listener of this.#onGone) listener();
    for (const listener of this.#onIdle) listener();
  }

  #note(piece: Buffer | string): void {
    this.written.push(piece.toString());
    this.queued += Buffer.byteLength(piece);
  }
}
