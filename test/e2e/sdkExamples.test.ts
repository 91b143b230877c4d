import { describe, expect, it, onTestFinished } from 'vitest';
import { runIn, userFolder } from './sdkFolder.ts';
import { leash } from './support.ts';

const ALLOWED = /sent (?:to|\d+ characters to) ann@example\.com/g;
const DENIED = /Leash denied this: `api\/mail\.send` was not run\./g;

describe('the examples of the SDK', () => {
  it.each([
    ['functions.mjs', 1],
    ['langchain.mjs', 1],
    // Once at once and once as a stream.
    ['ai-sdk.mjs', 2],
    ['openai-agents.mjs', 1],
  ])('%s allows one call, denies another, tells the model why, and leaves a log that verifies', async (file, times) => {
    const folder = userFolder();
    onTestFinished(() => folder.remove());
    const run = await runIn(folder, [process.execPath, file]);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const said = new Set(run.stdout.match(ALLOWED));
    expect([...said]).toHaveLength(1);
    expect(run.stdout.match(DENIED)).toHaveLength(times);
    expect(run.stdout).not.toContain('ann@example.org');
    const verified = await leash(['audit', 'verify', '--home', folder.home, '--json']);
    expect(verified.code).toBe(0);
    const log = await leash(['audit', 'log', '--home', folder.home, '--json']);
    expect(log.stdout.match(/"effect":\s*"deny"/g)?.length).toBeGreaterThanOrEqual(times);
  });
});
