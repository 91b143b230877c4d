import { describe, expect, it } from 'vitest';

import { isPlaceholder } from '../../src/inspect/placeholder.ts';
import { made, SAMPLES } from './samples.ts';

describe('isPlaceholder', () => {
  it.each([
    'AKIAIOSFODNN7EXAMPLE',
    'xxxxxxxx',
    '********',
    'your-api-key',
    'YOUR_TOKEN',
    '<token>',
    '${TOKEN}',
    '{{ token }}',
    '%(token)s',
    'changeme',
    'change_me_now',
    'sk-...',
    'sk-…',
    '[redacted: jwt]',
    '00000000000',
    'put-it-here',
  ])('is %j', (text) => expect(isPlaceholder(text)).toBe(true));

  it.each([...SAMPLES.map(({ token }) => token), made(400), 'hunter2!', 'Tr0ub4dor&3'])('is not %s', (text) => {
    expect(isPlaceholder(text)).toBe(false);
  });
});
