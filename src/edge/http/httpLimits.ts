/** What one HTTP listener takes on at a time, and how long it waits. */
export interface HttpLimits {
  /** One body. */
  readonly maxBodyBytes: number;
  /** All bodies together that are being read. */
  readonly maxBufferedBytes: number;
  readonly maxConnections: number;
  /** Requests that are not answered to the end: an open SSE stream is one. */
  readonly maxConcurrentRequests: number;
  readonly maxHeaderBytes: number;
  /** From the first byte of a request, or the connection, to the end of its headers. */
  readonly headersTimeoutMs: number;
  /** From there to the end of its body. */
  readonly requestTimeoutMs: number;
  /** Between two requests of a connection. */
  readonly keepAliveTimeoutMs: number;
  /** How long a client may leave untaken what it is sent. */
  readonly stallTimeoutMs: number;
  /** How long calls that run may take to be answered when the listener closes. */
  readonly settleMs: number;
  /** What a response may still take after that. */
  readonly closeGraceMs: number;
}

export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  // As long as a line over stdio may be.
  maxBodyBytes: 64 * 1024 * 1024,
  maxBufferedBytes: 256 * 1024 * 1024,
  maxConnections: 8192,
  maxConcurrentRequests: 8192,
  maxHeaderBytes: 32 * 1024,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  // Longer than clients keep an idle connection, so that it is seldom closed under a request.
  keepAliveTimeoutMs: 30_000,
  // A peer that is dead is not noticed by a write that waits for it: TCP tries for a quarter of an hour.
  stallTimeoutMs: 120_000,
  // Longer than a server is given to leave (edge/child).
  settleMs: 5000,
  closeGraceMs: 1000,
};
