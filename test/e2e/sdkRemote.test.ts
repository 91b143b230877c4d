import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LeashDenied, LeashUnavailable } from '../../src/sdk/errors.ts';
import { Leash } from '../../src/sdk/index.ts';
import { runIn, userFolder } from './sdkFolder.ts';
import { startSdkServer, type SdkServer } from './sdkServer.ts';

describe('Leash.remote at a server', () => {
  const folder = userFolder();
  let server: SdkServer;
  let leash: Leash;

  beforeAll(async () => {
    server = await startSdkServer(folder);
    leash = Leash.remote({ url: server.env.LEASH_URL, token: server.env.LEASH_TOKEN });
  });
  afterAll(async () => {
    await server.stop();
    folder.remove();
  });

  it('runs the example: one call is allowed, one denied, and a secret stays here', async () => {
    const run = await runIn(folder, [process.execPath, 'remote.mjs'], server.env);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('sent 5 characters to ann@example.com');
    expect(run.stdout).toContain('Leash denied this: `api/mail.send` was not run.');
    expect(run.stdout).toContain('[redacted: github-token]');
    expect(run.stdout).not.toContain('ghp_16C7');
  });

  it('decides for whoever shows its own token, and for nobody else', async () => {
    const send = leash.tool('mail.send', ({ to }: { to: string; text: string }) => to);
    const mail = { to: 'ann@example.com', text: 'hello' };
    await expect(send(mail)).resolves.toBe(mail.to);
    await expect(send({ ...mail, to: 'ann@example.org' })).rejects.toBeInstanceOf(LeashDenied);
    await expect(leash.withAgent('somebody', () => send(mail))).rejects.toBeInstanceOf(LeashUnavailable);
    const stranger = Leash.remote({ url: server.env.LEASH_URL, token: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.' });
    await expect(stranger.authorize({ action: 'mail.send', args: mail })).rejects.toThrow(/401/);
  });

  it('judges many calls at once, each by itself', async () => {
    const send = leash.tool('mail.send', ({ to }: { to: string; text: string }) => to);
    const calls = Array.from({ length: 40 }, (_, index) =>
      send({ to: `a${index}@example.${index % 2 ? 'org' : 'com'}`, text: '' }),
    );
    const settled = await Promise.allSettled(calls);
    expect(settled.map(({ status }) => status)).toEqual(
      calls.map((_, index) => (index % 2 ? 'rejected' : 'fulfilled')),
    );
  });
});
