import { describe, expect, it } from 'vitest';
import { planWrap } from '../../src/app/wrap.ts';
import { plansForMachines, printPlans } from '../../src/cli/filePlans.ts';
import { outputOn } from '../../src/cli/output.ts';
import { all, filesOf, userWith } from '../app/wrapUser.ts';
import { captured } from './home.ts';

async function plansOf(settings: object) {
  const user = userWith(
    '.cursor/mcp.json',
    JSON.stringify({ mcpServers: settings }, null, '\t').replaceAll('\n', '\r\n'),
  );
  return (await filesOf(user)).map((found) => planWrap(found, { program: ['/n', '/l'], options: [], isMeant: all }));
}

describe('the plans of files', () => {
  it('are shown as a difference with secrets cut off, and a reason for what is left alone', async () => {
    const { io, out } = captured();
    const headers = { Authorization: 'Bearer quoted"secret', 'X-Id': 'id' };
    printPlans(
      await plansOf({ r: { headers, url: 'https://x.example/mcp?token=query-secret' }, odd: { url: 'ftp://x' } }),
      outputOn(io, false),
    );
    const text = out.join('');
    expect(text).toContain('-                "Authorization": "Bea…');
    expect(text).toContain('+                "LEASH_HEADER_AUTHORIZATION": "Bea…');
    expect(text).toContain('left alone: odd: its URL is none of http or https');
    expect(text).not.toMatch(/quoted|secret|\r|\t|\\t/);
  });

  it('are coloured on a terminal', async () => {
    const { io, out } = captured({ outColumns: 80 });
    printPlans(await plansOf({ a: { command: 'x' } }), outputOn(io, false));
    expect(out.join('')).toMatch(/\u001b\[31m-.*\u001b\[39m/);
    expect(out.join('')).toMatch(/\u001b\[32m\+.*\u001b\[39m/);
  });

  it('say for machines what becomes of each server, without the texts', async () => {
    const plans = plansForMachines(await plansOf({ 'a b': { command: 'x', env: { K: 'secret-value' } } }));
    expect(plans).toEqual([
      {
        client: 'cursor',
        file: expect.any(String) as string,
        server: 'a b',
        name: 'a-b',
        outcome: 'changed',
        why: null,
      },
    ]);
  });
});
