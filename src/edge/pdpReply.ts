import type { IncomingMessage } from 'node:http';
import { readAuthzenResponse } from '../authz/authzenQuestion.ts';
import { isJson } from '../http/mediaType.ts';
import { textNestsDeeper } from '../jsonrpc/depth.ts';
import type { JsonValue } from '../jsonrpc/message.ts';
import { inspectJson } from '../jsonrpc/strict.ts';

/** What an engine says, or why its answer is none: a text of our own, which quotes nothing of the answer. */
export type PdpReply =
  | { readonly kind: 'said'; readonly allowed: boolean; readonly reason: string }
  | { readonly kind: 'failed'; readonly why: string };

/** Longest answer that is read. */
const MAX_BYTES = 64 * 1024;
const MAX_DEPTH = 32;

/** Reads the answer of a policy engine. Rejects only where the connection breaks off. */
export async function readPdpReply(response: IncomingMessage): Promise<PdpReply> {
  const refusal = headRefusal(response);
  const bytes = refusal === null ? await wholeBody(response) : null;
  if (bytes === null) {
    // What is not read to its end would answer the next question on this connection.
    response.destroy();
    return failed(refusal ?? `its answer is longer than ${MAX_BYTES} bytes`);
  }
  return readBody(bytes);
}

/** What is wrong with an answer before its body is read; null where nothing is. */
function headRefusal({ statusCode = 0, headers }: IncomingMessage): string | null {
  if (statusCode >= 300 && statusCode < 400)
    return `it answered with a redirect (${statusCode}), which is not followed`;
  if (statusCode !== 200) return `it answered with status ${statusCode}`;
  if (!isJson(headers['content-type'])) return 'its answer is not `application/json`';
  const encoding = headers['content-encoding'] ?? 'identity';
  return encoding === 'identity' ? null : 'its answer is compressed, which it was asked not to be';
}

/** Null where it is longer than it may be. */
async function wholeBody(response: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readBody(bytes: Buffer): PdpReply {
  let value: JsonValue;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (textNestsDeeper(text, MAX_DEPTH)) return failed('its answer nests too deep');
    value = JSON.parse(text) as JsonValue;
    // Of two decisions, readers differ in which one they take.
    if (inspectJson(text).duplicateKey !== null) return failed('a key stands twice in its answer');
  } catch {
    return failed('its answer is not JSON');
  }
  const said = readAuthzenResponse(value);
  return said === null ? failed('its answer holds no decision') : { kind: 'said', ...said };
}

function failed(why: string): PdpReply {
  return { kind: 'failed', why };
}
