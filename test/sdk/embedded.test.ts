import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { queryLog } from '../../src/app/auditQuery.ts';
import type { LogLine } from '../../src/app/auditLine.ts';
import { verifyLog } from '../../src/app/auditVerify.ts';
import { LeashDenied, LeashUnavailable } from '../../src/sdk/errors.ts';
import { Leash } from '../../src/sdk/index.ts';
import { tempHome } from '../support/tempHome.ts';

const SECRET = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';

const POLICY = `
name: mail
agents: [mailer]
servers: [mail, api]
rules:
  - id: send-inside
    action: send
    args: { to: { glob: '*@example.com' } }
    effect: allow
    reason: Mail stays inside
  - id: read
    action: read
    effect: allow
    reason: Reading is fine
    result: { secrets: redact, injection: flag }
  - id: fetch
    action: fetch
    effect: allow
    reason: Fetching is fine
    result: { secrets: deny, taint: true }
  - id: after-fetch
    action: upload
    effect: allow
    when: '!session.tainted'
    reason: Nothing leaves once untrusted text was read
  - id: once
    action: once
    effect: allow
    reason: Once a minute
    rate_limit: 1/min
  - id: ask
    action: ask
    effect: ask
    reason: A person looks first
`;

async function opened(said: Partial<Parameters<typeof Leash.embedded>[0]> = {}) {
  const home = tempHome();
  writeFileSync(join(home.policies, 'mail.yaml'), POLICY);
  const alerts: string[] = [];
  const alert = (line: string): void => void alerts.push(line);
  const leash = await Leash.embedded({ home: home.root, agent: 'mailer', server: 'mail', alert, ...said });
  /** What is in the log, oldest first; it has to verify. */
  const log = async (): Promise<readonly LogLine[]> => {
    await leash.close();
    const report = await verifyLog({ home, key: null, checkpoints: null });
    expect(report.findings).toEqual([]);
    const { lines } = await queryLog(home, { limit: 100 });
    return lines.toReversed();
  };
  return { leash, home, alerts, log };
}

describe('Leash.embedded', () => {
  it('runs what the policies allow, denies the nearest thing, and records both', async () => {
    const { leash, log } = await opened();
    let sent = 0;
    const send = leash.tool('send', ({ to }: { to: string }) => `${to} ${(sent += 1)}`);
    await expect(send({ to: 'a@example.com' })).resolves.toBe('a@example.com 1');
    const error: unknown = await send({ to: 'a@example.org' }).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(LeashDenied);
    expect(error).toMatchObject({ action: 'send', ran: false, retryAt: null });
    expect((error as LeashDenied).receipt?.index).toBeGreaterThan(0);
    expect((error as LeashDenied).message).toContain('Leash denied this: `mail/send` was not run.');
    expect(sent).toBe(1);
    const decisions = (await log()).filter(({ phase }) => phase === 'decision');
    expect(decisions).toMatchObject([
      { effect: 'allow', action: 'send', agent: 'mailer', server: 'mail', outcome: { leash: { effect: 'success' } } },
      { effect: 'deny', action: 'send', outcome: null },
    ]);
  });

  it('takes secrets out of results, and notes that without saying them', async () => {
    const { leash, log } = await opened();
    const read = leash.tool('read', (given: { key: string }) => ({ [given.key]: SECRET }));
    const shown = await read({ key: 'value' });
    expect(JSON.stringify(shown)).toContain('[redacted: ');
    const entries = await log();
    expect(JSON.stringify(entries)).toContain('result_redacted');
    expect(JSON.stringify(entries)).not.toContain(SECRET);
  });

  it('keeps a result back, and taints the session of whoever called', async () => {
    const { leash, log } = await opened();
    const upload = leash.tool('upload', () => 'up');
    await expect(upload()).resolves.toBe('up');
    await expect(leash.tool('fetch', () => SECRET)()).rejects.toMatchObject({ ran: true, rule: 'mail/fetch' });
    await expect(upload()).rejects.toBeInstanceOf(LeashDenied);
    expect(JSON.stringify(await log())).toContain('result_denied');
  });

  it('says when a used-up limit lets the next call through', async () => {
    const { leash } = await opened();
    const once = leash.tool('once', () => 1);
    await once();
    const error: unknown = await once().catch((one: unknown) => one);
    expect(error).toMatchObject({ code: 'LEASH_DENIED' });
    expect((error as LeashDenied).retryAt?.getTime()).toBeGreaterThan(Date.now());
    await leash.close();
  });

  it('counts calls that come at once', async () => {
    const { leash } = await opened();
    let ran = 0;
    const once = leash.tool('once', () => (ran += 1));
    await Promise.allSettled(Array.from({ length: 20 }, () => once()));
    expect(ran).toBe(1);
    await leash.close();
  });

  it('denies what a person would have to be asked about, where nobody waits', async () => {
    const { leash } = await opened();
    await expect(leash.tool('ask', () => 1)()).rejects.toBeInstanceOf(LeashDenied);
    await leash.close();
  });

  it('decides for whoever acts', async () => {
    const { leash } = await opened();
    const send = leash.tool('send', ({ to }: { to: string }) => to);
    const denied = leash.withAgent('somebody', () => send({ to: 'a@example.com' }));
    await expect(denied).rejects.toBeInstanceOf(LeashDenied);
    await expect(send({ to: 'a@example.com' })).resolves.toBe('a@example.com');
    const forged = leash.withAgent('eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.', () => send({ to: 'a@example.com' }));
    await expect(forged).rejects.toBeInstanceOf(LeashUnavailable);
    await leash.close();
  });

  it('runs nothing where the log cannot be written', async () => {
    const home = tempHome();
    writeFileSync(join(home.policies, 'mail.yaml'), POLICY);
    chmodSync(home.root, 0o755);
    const alerts: string[] = [];
    const leash = await Leash.embedded({ home: home.root, agent: 'mailer', alert: (line) => alerts.push(line) });
    let ran = 0;
    const read = leash.tool('send', () => (ran += 1), { args: () => ({ to: 'a@example.com' }) });
    await expect(read()).rejects.toBeInstanceOf(LeashUnavailable);
    expect(ran).toBe(0);
    expect(alerts.join()).toContain('chmod 700');
    await leash.close();
  });

  it('denies everything where the policies cannot be read', async () => {
    const { leash } = await opened({ policy: '/nowhere/policy.yaml' });
    await expect(leash.tool('read', () => 1)()).rejects.toBeInstanceOf(LeashDenied);
    await leash.close();
  });

  it('lets through in observe mode, and records what would have been denied', async () => {
    const { leash, log } = await opened({ observe: true });
    await expect(leash.tool('delete', () => 'gone')()).resolves.toBe('gone');
    expect(await log()).toContainEqual(expect.objectContaining({ effect: 'observe_deny', action: 'delete' }));
  });
});
