import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { findClients } from '../../src/app/clientFound.ts';
import { applyPlan, planWrap } from '../../src/app/wrap.ts';
import { locateHome } from '../../src/edge/home.ts';
import { all, AT, CURSOR, PROGRAM, TWO, unwrapAll, userWith, wrapAll } from './wrapUser.ts';

describe('unwrapping', () => {
  it('wraps one server of two, and unwraps in any order', async () => {
    const user = userWith(CURSOR, TWO);
    await wrapAll(user, ({ key }) => key === 'b');
    expect(readFileSync(user.file, 'utf8')).toContain('"a": { "command": "npx", "args": ["-y", "a"] }');
    await wrapAll(user, ({ key }) => key === 'a');
    await unwrapAll(user, ({ key }) => key === 'b');
    expect(readFileSync(user.file, 'utf8')).toContain(
      '"b": { "command": "npx", "args": ["-y", "b"], "disabled": false }',
    );
    await unwrapAll(user);
    expect(readFileSync(user.file, 'utf8')).toBe(TWO);
  });

  it('puts back what it changed byte for byte where other parts were changed since', async () => {
    const user = userWith(CURSOR, TWO);
    await wrapAll(user);
    const wrapped = readFileSync(user.file, 'utf8');
    writeFileSync(
      user.file,
      wrapped.replace('"disabled": false', '"disabled": true').replace('{\n', '{\n  // new\n  "x": 1,\n'),
    );
    await unwrapAll(user);
    expect(readFileSync(user.file, 'utf8')).toBe(
      TWO.replace('"disabled": false', '"disabled": true').replace('{\n', '{\n  // new\n  "x": 1,\n'),
    );
  });

  it('puts the values back where the client has written its file anew', async () => {
    const remote =
      '{"mcpServers": {"r": {"type": "http", "url": "https://r.example/mcp", "headers": {"A": "secret-value"}}}}';
    const user = userWith(CURSOR, remote);
    await wrapAll(user);
    writeFileSync(user.file, JSON.stringify(JSON.parse(readFileSync(user.file, 'utf8')), null, 4));
    const [plan] = await unwrapAll(user);
    expect(plan?.servers[0]).toMatchObject({
      outcome: 'changed',
      why: expect.stringContaining('written it anew') as string,
    });
    expect(JSON.parse(readFileSync(user.file, 'utf8'))).toEqual(JSON.parse(remote));
  });

  it('leaves an entry alone whose words for Leash were changed, unless it is forced', async () => {
    const user = userWith(CURSOR, TWO);
    await wrapAll(user);
    const own = readFileSync(user.file, 'utf8').replace(
      '"--agent", "cursor", "--", "npx", "-y", "a"',
      '"--strict", "--", "npx", "-y", "a2"',
    );
    writeFileSync(user.file, own);
    const [plan] = await unwrapAll(user, ({ key }) => key === 'a');
    expect(plan?.servers[0]).toMatchObject({ outcome: 'left', why: expect.stringContaining('--force') as string });
    expect(readFileSync(user.file, 'utf8')).toBe(own);
    await unwrapAll(user, all, true);
    expect(JSON.parse(readFileSync(user.file, 'utf8'))).toEqual(JSON.parse(TWO));
  });

  it('puts a command together from its words where the way back is lost', async () => {
    const user = userWith(CURSOR, TWO);
    await wrapAll(user);
    const other = { ...user, home: locateHome(join(user.folder, 'other'), {}) };
    const [plan] = await unwrapAll(other);
    expect(plan?.servers.map(({ outcome, why }) => [outcome, why?.split(':')[0]])).toEqual([
      ['changed', 'put together from its words'],
      ['changed', 'put together from its words'],
    ]);
    expect(JSON.parse(readFileSync(user.file, 'utf8'))).toEqual(JSON.parse(TWO));
  });

  it('cannot make up a URL entry without its way back, and says so', async () => {
    const user = userWith(CURSOR, '{"mcpServers": {"r": {"url": "https://r.example/mcp"}}}');
    await wrapAll(user);
    const [plan] = await unwrapAll({ ...user, home: locateHome(join(user.folder, 'other'), {}) });
    expect(plan?.servers[0]).toMatchObject({ outcome: 'left', why: expect.stringContaining('backup') as string });
  });

  it('finds the files of other projects by the ways back that it kept', async () => {
    const user = userWith('work/p/.mcp.json', TWO);
    const places = {
      platform: 'linux',
      home: user.folder,
      appData: null,
      env: {},
      project: join(user.folder, 'work/p'),
    } as const;
    const { files } = await findClients(places);
    for (const found of files) {
      await applyPlan(user.home, planWrap(found, { program: PROGRAM, options: [], isMeant: all }), AT);
    }
    expect(readFileSync(user.file, 'utf8')).not.toBe(TWO);
    await unwrapAll(user);
    expect(readFileSync(user.file, 'utf8')).toBe(TWO);
  });
});
