import type { ClassifiedMessage } from '../../src/jsonrpc/message.ts';

/** What a message is, in short. */
export function gist(message: ClassifiedMessage): string {
  switch (message.kind) {
    case 'request':
      return `request ${JSON.stringify(message.id)} ${message.method}`;
    case 'notification':
      return `notification ${message.method}`;
    case 'response':
      return `response ${JSON.stringify(message.id)} ${message.outcome}`;
    case 'malformed':
      return `malformed ${message.why}`;
  }
}
