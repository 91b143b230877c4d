import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { temporaryHome } from './support.ts';

it('leads a stranger from bare servers to a denied write, an approved delete, a verified log, and back', async () => {
  const temporary = temporaryHome();
  try {
    const script = resolve(import.meta.dirname, '../../bench/strangersPath.mjs');
    const env = { ...process.env, TMPDIR: temporary.path };
    const { stdout } = await promisify(execFile)(process.execPath, [script, '--json'], { env });
    const { steps } = JSON.parse(stdout) as { steps: readonly { what: string; said: string }[] };
    const said = new Map(steps.map((step) => [step.what.replace(/[0-9a-f]{32}/, 'ID'), step.said]));
    expect([...said]).toEqual([
      ['leash init --yes', expect.stringContaining('put behind Leash')],
      ['the client starts both servers, as its settings say', expect.any(String)],
      ['the agent lists the tools', expect.stringMatching(/^\d+ of filesystem/)],
      ['it reads a file', 'allowed'],
      ['it writes one', 'denied, and the file is as it was'],
      ['leash policy validate', expect.any(String)],
      ['the agent deletes', 'it waits'],
      ['leash approvals approve ID --yes', 'approved, from another process'],
      ['leash audit verify', expect.stringMatching(/^verified: \d+ entries$/)],
      ['leash unwrap --yes', expect.stringContaining('byte for byte')],
    ]);
    expect(readdirSync(temporary.path)).toEqual([]);
  } finally {
    temporary.remove();
  }
});
