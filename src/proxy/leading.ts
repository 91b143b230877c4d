import type { Origin, Via } from '../jsonrpc/exchange.ts';
import type { ClassifiedMessage, Side } from '../jsonrpc/message.ts';
import { member } from '../jsonrpc/value.ts';
import type { PendingRequests } from './pending.ts';

/** MCP 2026-07-28: the id of the `subscriptions/listen` request that a notification belongs to. */
const SUBSCRIPTION = 'io.modelcontextprotocol/subscriptionId';

/**
 * The client's exchange that a message belongs to. A client's own came on it. A server's says so by the request that it
 * answers, by the stream it came on, or, on a stdio that is one stream for all, by its progress token or subscription.
 */
export function exchangeOf(from: Side, message: ClassifiedMessage, origin: Origin, open: PendingRequests): Via {
  if (from === 'client') return origin.via ?? 0;
  if (origin.about !== undefined) return open.get(origin.about)?.via ?? 0;
  return message.kind === 'notification' ? exchangeOfNotification(message, open) : 0;
}

function exchangeOfNotification({ method, params }: Notification, open: PendingRequests): Via {
  if (method === 'notifications/progress') {
    const token = member(params, 'progressToken');
    if (token === undefined) return 0;
    return open.find((request) => request.via !== 0 && request.progressToken === token)?.via ?? 0;
  }
  const subscription = member(member(params, '_meta'), SUBSCRIPTION);
  const isId = typeof subscription === 'string' || typeof subscription === 'number';
  return isId ? (open.get(subscription)?.via ?? 0) : 0;
}

type Notification = Extract<ClassifiedMessage, { kind: 'notification' }>;
