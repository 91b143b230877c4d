import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { userOfCursor } from '../clientHome.ts';
import { run } from '../home.ts';

const TEXT =
  '{\n\t// mine\n\t"mcpServers": { "a": { "command": "x", }, "b": {"url": "https://b.example/mcp", "headers": {"K": "v"}} },\n}\n';

describe('leash unwrap', () => {
  it('leaves what stood there before, byte for byte', async () => {
    const { home, text } = userOfCursor(TEXT);
    await run(home, ['wrap', '--npx', '--yes']);
    expect(text()).not.toBe(TEXT);
    const dry = await run(home, ['unwrap', '--dry-run']);
    expect([dry.exitCode, dry.out.includes('+    "mcpServers"')]).toEqual([0, true]);
    expect(text()).not.toBe(TEXT);
    const { exitCode, out, err } = await run(home, ['unwrap', '--yes']);
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toContain('byte for byte as it was');
    expect(out).toContain('2 servers without Leash');
    expect(text()).toBe(TEXT);
    expect((await run(home, ['unwrap', '--yes'])).out).toContain('nothing to do');
  });

  it('takes Leash away from one server only', async () => {
    const { home, text } = userOfCursor(TEXT);
    await run(home, ['wrap', '--npx', '--yes']);
    await run(home, ['unwrap', 'cursor', 'b', '--yes']);
    expect(text()).toContain('"b": {"url": "https://b.example/mcp", "headers": {"K": "v"}}');
    expect(text()).toContain('leash-mcp');
  });

  it('ends in 1 where an entry was changed since, until it is forced', async () => {
    const { home, file, text } = userOfCursor({ a: { command: 'x' } });
    const before = text();
    await run(home, ['wrap', '--npx', '--yes']);
    const own = text().replace('"--agent", "cursor"', '"--strict"');
    writeFileSync(file, own);
    const left = await run(home, ['unwrap', '--yes']);
    expect([left.exitCode, text()]).toEqual([1, own]);
    expect(left.out).toContain('--force');
    expect((await run(home, ['unwrap', '--yes', '--force'])).exitCode).toBe(0);
    expect(JSON.parse(text())).toEqual(JSON.parse(before));
  });
});
