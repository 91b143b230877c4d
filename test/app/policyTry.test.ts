import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

import { tryPolicies } from '../../src/app/policyTry.ts';
import { requestOf } from '../support/policyOf.ts';
import { tempFolder, tempHome } from '../support/tempHome.ts';
import { policyIn, policyOf } from './recorded.ts';

describe('tryPolicies', () => {
  it('decides as a proxy would that is started here, links included', async () => {
    const folder = tempFolder();
    symlinkSync('/etc', join(folder, 'link'));
    const rule = `{ id: r, action: read, effect: allow, reason: why, args: { path: { under: ["${folder}"] } } }`;
    const sources = policyIn(tempHome(), 'p.yaml', policyOf(rule));
    const outcome = async (path: string) =>
      (await tryPolicies(sources, requestOf({ args: { path } }), folder)).decision.outcome;
    expect(await outcome('a.txt')).toBe('allow');
    expect(await outcome('link/passwd')).toBe('deny');
    expect(await outcome('/etc/passwd')).toBe('deny');
  });

  it('tells the set, and whether lists show the tool', async () => {
    const sources = { given: ['builtin:read-only'], folder: '' };
    expect(await tryPolicies(sources, requestOf({ action: 'read_x' }), '/')).toMatchObject({
      policySet: expect.stringMatching(/^sha256:/) as string,
      listed: true,
      decision: { outcome: 'allow' },
    });
    expect(await tryPolicies(sources, requestOf({ action: 'write_x' }), '/')).toMatchObject({ listed: false });
  });

  it('wants policies that are valid', async () => {
    await expect(tryPolicies({ given: ['builtin:x'], folder: '' }, requestOf(), '/')).rejects.toMatchObject({
      code: 'ERR_POLICY_INVALID',
    });
  });
});
