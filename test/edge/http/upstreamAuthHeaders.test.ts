import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openHeaders } from '../../../src/edge/http/upstreamAuthHeaders.ts';
import { tempFolder } from '../../support/tempHome.ts';

const env = { KEY: 'k3y', OTHER: 'other' };

function open(...given: string[]) {
  const said: string[] = [];
  const headers = openHeaders(given, { env, warn: (message) => said.push(message) });
  return { headers, read: headers.read(), said };
}

describe('openHeaders', () => {
  it.each([
    ['X-Team=blue', 'x-team', 'blue'],
    ['X-Empty=', 'x-empty', ''],
    ['X-Sum=a=b', 'x-sum', 'a=b'],
    ['X-Api-Key={env:KEY}', 'x-api-key', 'k3y'],
    ['Authorization=Basic {env:KEY}', 'authorization', 'Basic k3y'],
    ['X-Two={env:KEY}/{env:OTHER}', 'x-two', 'k3y/other'],
    ['X-Brace={what:KEY} {env}', 'x-brace', '{what:KEY} {env}'],
    ['X-Dollar=$KEY', 'x-dollar', '$KEY'],
  ])('reads %s', (given, name, value) => {
    expect(open(given).read).toEqual({ [name]: value });
  });

  it('reads none where none are given', () => expect(open().read).toEqual({}));

  it('reads a file for each time it changes', () => {
    const path = join(tempFolder(), 'key');
    writeFileSync(path, 'first\n', { mode: 0o600 });
    const { headers } = open(`X-Api-Key={file:${path}}`, 'X-Team=blue');
    expect(headers.read()).toEqual({ 'x-api-key': 'first', 'x-team': 'blue' });
    writeFileSync(path, 'another\n');
    expect(headers.secrets.map((secret) => secret.renew())).toEqual([true]);
    expect(headers.read()).toMatchObject({ 'x-api-key': 'another' });
  });

  it.each([
    'Authorization: Bearer hunter2',
    'hunter2',
    '=hunter2',
    'X Y=hunter2',
    'X:Y=hunter2',
    'X\r\nY=hunter2',
    'X-Key=hunter2\r\nX-Evil: 1',
    'X-Key=hunter2\u0000',
    'X-Key=hünter2 hunter2',
  ])('refuses %j, and does not repeat what may be a secret', (given) => {
    expect(() => open(given)).toThrow(expect.objectContaining({ code: 'ERR_USAGE' }) as Error);
    expect(() => open(given)).toThrow(/^(?!.*hunter2)/s);
  });

  it.each([
    'Host',
    'content-length',
    'Content-Type',
    'Accept',
    'Transfer-Encoding',
    'Connection',
    'Mcp-Session-Id',
    'MCP-Protocol-Version',
    'Last-Event-ID',
    'Proxy-Authorization',
    'TE',
    'Expect',
    'Upgrade',
  ])('refuses `%s`, which belongs to the protocol', (name) => {
    expect(() => open(`${name}=x`)).toThrow(/belongs to the protocol/);
  });

  it('refuses the same header twice, in whatever case', () => {
    expect(() => open('X-Key=a', 'x-key=b')).toThrow(/twice/);
  });

  it('refuses what is not there', () => {
    expect(() => open('X-Api-Key={env:NONE}')).toThrow(
      expect.objectContaining({ code: 'ERR_KEY_UNREADABLE' }) as Error,
    );
  });

  it('warns of a secret that everybody sees in the list of processes, without repeating it', () => {
    const { said } = open('Authorization=Bearer hunter2', 'X-Team=blue', 'X-Api-Key={env:KEY}');
    expect(said).toEqual([expect.stringContaining('`Authorization`')]);
    expect(said.join()).not.toContain('hunter2');
  });
});
