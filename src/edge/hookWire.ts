import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a hook asks its resident, or a person who wants to know of it or to end it. */
export type HookRequest =
  | { readonly kind: 'ping' | 'stop'; readonly nonce: string }
  | {
      readonly kind: 'ask';
      readonly nonce: string;
      readonly mark: string;
      readonly client: string;
      readonly agent: string | null;
      readonly approves: boolean;
      /** What the client sent, as it came. */
      readonly input: Uint8Array;
    };

/** What the resident answers. */
export type HookReply =
  | { readonly kind: 'done' }
  /** The line for the client, and what people should know. */
  | { readonly kind: 'answer'; readonly text: string; readonly warnings: readonly string[] }
  /** Whoever asked has to decide by itself. */
  | { readonly kind: 'declined' };

/** Longest line on the wire: what is longer is decided without a resident. */
export const MAX_WIRE_BYTES = 2 * 1024 * 1024;

export function requestLine(key: string, request: HookRequest): string {
  return sealed(
    key,
    request.kind === 'ask' ? { ...request, input: Buffer.from(request.input).toString('base64') } : request,
  );
}

/** Null for whatever is none, or comes from somebody who does not know the key. Never throws. */
export function readRequestLine(key: string, line: Uint8Array): HookRequest | null {
  const value = opened(key, line);
  if (value === null || typeof value['nonce'] !== 'string') return null;
  const { kind, nonce } = value;
  if (kind === 'ping' || kind === 'stop') return { kind, nonce };
  const { mark, client, agent, approves, input } = value;
  if (kind !== 'ask' || typeof mark !== 'string' || typeof client !== 'string' || typeof approves !== 'boolean') {
    return null;
  }
  if ((agent !== null && typeof agent !== 'string') || typeof input !== 'string') return null;
  return { kind, nonce, mark, client, agent, approves, input: Buffer.from(input, 'base64') };
}

export function replyLine(key: string, nonce: string, reply: HookReply): string {
  return sealed(key, { ...reply, reply: nonce });
}

/** Null for whatever is no reply to the request with this nonce by somebody who knows the key. Never throws. */
export function readReplyLine(key: string, nonce: string, line: Uint8Array): HookReply | null {
  const value = opened(key, line);
  // A request has no such member: one that is sent back is no reply to itself.
  if (value?.['reply'] !== nonce) return null;
  const { kind, text, warnings } = value;
  if (kind === 'done' || kind === 'declined') return { kind };
  if (kind !== 'answer' || typeof text !== 'string' || !Array.isArray(warnings)) return null;
  return { kind, text, warnings: warnings.filter((warning) => typeof warning === 'string') };
}

/** The first line of what has come; null while there is none. */
export function lineIn(chunks: readonly Uint8Array[]): Uint8Array | null {
  const last = chunks.at(-1);
  if (last?.includes(NEWLINE) !== true) return null;
  const all = Buffer.concat(chunks);
  return all.subarray(0, all.indexOf(NEWLINE));
}

const NEWLINE = 0x0a;

function sealed(key: string, value: object): string {
  const text = JSON.stringify(value);
  return `${macOf(key, Buffer.from(text)).toString('hex')} ${text}\n`;
}

function opened(key: string, line: Uint8Array): Record<string, unknown> | null {
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.length);
  const mac = Buffer.from(bytes.toString('latin1', 0, MAC_DIGITS), 'hex');
  const text = bytes.subarray(MAC_DIGITS + 1);
  if (mac.length !== MAC_DIGITS / 2 || !timingSafeEqual(mac, macOf(key, text))) return null;
  try {
    const value: unknown = JSON.parse(text.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

const MAC_DIGITS = 64;

function macOf(key: string, text: Uint8Array): Buffer {
  return createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest();
}
