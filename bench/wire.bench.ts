import { bench, describe } from 'vitest';
import { classify } from '../src/jsonrpc/classify.ts';
import { LineFramer } from '../src/jsonrpc/framing.ts';

const call = (text: string, space?: number): Buffer => {
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'echo', arguments: { text } } };
  return Buffer.from(JSON.stringify(message, null, space).replaceAll('\n', ''));
};
const limits = { maxDepth: 128 };

describe('one message, classified', () => {
  const lines = {
    'as JavaScript writes it, 200 bytes': call('x'.repeat(100)),
    'with other spacing, 200 bytes': call('x'.repeat(100), 1),
    '10 KB': call('x'.repeat(10_240)),
    '1 MB': call('x'.repeat(1_048_576)),
  };
  for (const [title, line] of Object.entries(lines)) bench(title, () => void classify(line, limits));
});

describe('framing', () => {
  const chunk = Buffer.concat(
    Array.from({ length: 300 }, () => Buffer.concat([call('x'.repeat(100)), Buffer.from('\n')])),
  );
  const sink = { line: () => undefined, oversize: () => undefined };
  bench('a chunk of 300 messages', () => new LineFramer().push(chunk, sink));
});
