import { expect, it } from 'vitest';
import { adminOption } from '../../src/cli/adminOption.ts';

it.each([
  ['8181', '127.0.0.1', 8181],
  ['127.0.0.2:1', '127.0.0.2', 1],
  ['localhost:0', 'localhost', 0],
  ['[::1]:65535', '::1', 65_535],
])('takes %s', (text, host, port) => {
  expect(adminOption(text)).toEqual({ host, port, allowHosts: [] });
});

it.each(['0.0.0.0:1', '[::]:1', '192.168.0.1:1', '127.0.0.1.evil.test:1', 'example.com:1'])(
  'lets nobody on the network reach %s unasked',
  (text) => {
    expect(() => adminOption(text)).toThrow(/--allow-remote/);
    expect(adminOption(text, { isRemoteAllowed: true, allowHosts: ['leash.test'] })).toMatchObject({
      allowHosts: ['leash.test'],
    });
  },
);

it.each(['', 'x', '70000', ':1'])('refuses %j in the name of its option', (text) => {
  expect(() => adminOption(text, { option: '--listen' })).toThrow(/--listen takes/);
});
