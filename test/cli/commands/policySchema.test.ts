import { describe, expect, it } from 'vitest';

import { emptyHome, jsonOf, run } from '../home.ts';

describe('leash policy schema', () => {
  it('prints a JSON Schema of policies that can be redirected into a file, and says beside it how editors find it', async () => {
    const { exitCode, out, err } = await run(emptyHome(), ['policy', 'schema']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema' });
    expect(out.split('\n').length).toBeGreaterThan(100);
    expect(err).toContain('# yaml-language-server: $schema=');
  });

  it('prints the same as JSON, on one line and with nothing beside it', async () => {
    const { exitCode, out, err } = await run(emptyHome(), ['policy', 'schema', '--json']);
    expect([exitCode, err]).toEqual([0, '']);
    expect(jsonOf({ exitCode, out, err })).toEqual(JSON.parse((await run(emptyHome(), ['policy', 'schema'])).out));
  });

  it('takes no arguments', async () => {
    const { exitCode, out } = await run(emptyHome(), ['policy', 'schema', 'team.yaml']);
    expect([exitCode, out]).toEqual([2, '']);
  });
});
