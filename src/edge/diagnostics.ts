import type { Writable } from 'node:stream';
import { printable } from '../jsonrpc/printable.ts';
import { Sink } from './sink.ts';

/** What people read of a running proxy: its stderr. */
export interface Diagnostics {
  /** A line of Leash's own; whatever it quotes is escaped. */
  warn(message: string): void;
  /** What whoever started us waits for: said whatever they asked to hear. */
  announce(message: string): void;
  /** A line that the server printed where MCP belongs. */
  diverted(line: Buffer): void;
  /** The server's stderr, byte for byte; false while the reader is behind. */
  pass(chunk: Buffer): boolean;
  /** Called once, when the reader has caught up: each server that waits says so itself. */
  onIdle(listener: () => void): void;
  flushed(): Promise<void>;
}

/** From here on the server's stderr waits, and lines of our own are counted instead of kept: nobody may be reading. */
const MAX_QUEUED_BYTES = 256 * 1024;

/** Of a line that is not MCP this much is shown. */
const MAX_SHOWN_BYTES = 2048;

const NEWLINE = 10;

/** Opens stderr for both Leash and its server. A reader that is slow, or gone, neither stops nor fills the process. */
export function openDiagnostics(stderr: Writable = process.stderr): Diagnostics {
  const sink = new Sink(stderr);
  let waiting: (() => void)[] = [];
  let unseen = 0;
  let midLine = false;
  const wake = (): void => {
    const awake = waiting;
    waiting = [];
    for (const listener of awake) listener();
  };
  sink.listen({ idle: wake, broken: wake });

  const write = (text: string): void => {
    if (sink.queued > MAX_QUEUED_BYTES) {
      unseen += 1;
      return;
    }
    const missed = unseen === 0 ? '' : `leash: ${unseen} lines are missing here, because stderr was not read\n`;
    unseen = 0;
    // The server's own output may have stopped in the middle of a line.
    sink.write([Buffer.from(`${midLine ? '\n' : ''}${missed}${text}\n`)]);
    midLine = false;
  };

  return {
    warn: (message) => write(`leash: ${printable(message)}`),
    announce: (message) => write(`leash-mcp: ${printable(message)}`),
    diverted: (line) => write(`[server stdout] ${shown(line)}`),
    pass(chunk) {
      midLine = chunk.at(-1) !== NEWLINE;
      sink.write([chunk]);
      return sink.queued <= MAX_QUEUED_BYTES;
    },
    onIdle(listener) {
      waiting.push(listener);
    },
    flushed: () => sink.flushed(),
  };
}

/** Attacker-controlled: escape and control characters are shown, not sent. */
function shown(line: Buffer): string {
  const text = printable(line.subarray(0, MAX_SHOWN_BYTES).toString('utf8'));
  return line.length > MAX_SHOWN_BYTES ? `${text} (and ${line.length - MAX_SHOWN_BYTES} bytes more)` : text;
}
