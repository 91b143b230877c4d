import { describe, expect, it, vi } from 'vitest';
import plugin from '../../clients/openclaw/index.mjs';
import manifest from '../../clients/openclaw/openclaw.plugin.json' with { type: 'json' };
import { loopbackServer, sendJson } from '../edge/http/loopbackServer.ts';

/** Registers the plugin as OpenClaw does, and returns what it does before a call. */
function registered(pluginConfig: Record<string, unknown>) {
  const on = vi.fn<Parameters<typeof plugin.register>[0]['on']>();
  plugin.register({ pluginConfig, on });
  const [name, handler, options] = on.mock.calls[0] ?? [];
  if (handler === undefined || options === undefined) throw new Error('nothing is registered');
  return { name, handler, options };
}

const CALL = { toolName: 'exec', params: { command: 'ls' } };
const answerWith = (value: unknown, status = 200) => loopbackServer((_, response) => sendJson(response, value, status));

describe('the plugin for OpenClaw', () => {
  it('has the id of its manifest, and comes last, within its time', () => {
    const { name, options } = registered({ token: 't' });
    expect([plugin.id, name]).toEqual([manifest.id, 'before_tool_call']);
    expect(options.priority).toBeLessThan(0);
    expect(options.timeoutMs).toBeGreaterThan(5000);
  });

  it('asks about the call, and says nothing to what is allowed', async () => {
    const server = await answerWith({ allowed: true });
    const { handler } = registered({ url: server.origin, token: 'tok' });
    expect(await handler(CALL, { sessionId: 'run-1' })).toBeUndefined();
    const [asked] = server.asked;
    expect(asked).toMatchObject({ path: '/v1/authorize', headers: { authorization: 'Bearer tok' } });
    expect(JSON.parse(asked?.body ?? '')).toEqual({
      server: 'openclaw',
      action: 'exec',
      args: { command: 'ls' },
      wait: false,
      session: 'run-1',
    });
  });

  it('blocks what is denied, with the reason', async () => {
    const server = await answerWith({ allowed: false, denial: 'Leash denied this', reason: 'no' });
    const { handler } = registered({ url: server.origin, token: 'tok' });
    expect(await handler(CALL)).toEqual({ block: true, blockReason: 'Leash denied this' });
  });

  it.each<[string, unknown, number, RegExp]>([
    ['a status of 401', { allowed: true }, 401, /status 401/],
    ['a status of 500', { allowed: true }, 500, /status 500/],
    ['a decision that is a text', { allowed: 'true' }, 200, /no decision/],
    ['no decision', {}, 200, /no decision/],
    ['no object', 'yes', 200, /no decision/],
    ['an answer that is too long', { allowed: true, a: 'x'.repeat(300_000) }, 200, /too long/],
  ])('blocks at %s', async (_, value, status, why) => {
    const server = await answerWith(value, status);
    const result = await registered({ url: server.origin, token: 'tok' }).handler(CALL);
    expect(result?.block).toBe(true);
    expect(result?.blockReason).toMatch(why);
  });

  it('blocks where nobody answers, in time or at all, and follows no redirect', async () => {
    const silent = await loopbackServer(() => undefined);
    const moved = await loopbackServer((_, response) => response.writeHead(307, { location: '/x' }).end());
    const gone = await answerWith({ allowed: true });
    await gone.close();
    for (const { origin } of [silent, moved, gone]) {
      const { handler } = registered({ url: origin, token: 'tok', timeoutMs: 150 });
      expect(await handler(CALL)).toMatchObject({ block: true });
    }
  });

  it.each([
    [{ token: undefined }, /no token/],
    [{ token: 'a\nb' }, /no token/],
    [{ token: 't', url: 'http://leash.example' }, /neither https/],
    [{ token: 't', url: 'x' }, /URL is none/],
  ])('blocks with the settings %j', async (config, why) => {
    const result = await registered(config).handler(CALL);
    expect(result?.blockReason).toMatch(why);
  });

  it('blocks what cannot be sent', async () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const { handler } = registered({ token: 't' });
    expect(await handler({ toolName: 'exec', params: circle })).toMatchObject({ block: true });
  });
});
