import { expect, onTestFinished } from 'vitest';
import type { HeldCall } from '../../src/app/control/approvals.ts';
import { openGate } from '../../src/app/gate/openGate.ts';
import type { GateAnswer } from '../../src/app/control/gate.ts';
import type { Home } from '../../src/edge/home.ts';
import type { JsonObject } from '../../src/jsonrpc/message.ts';
import { openHost } from '../admin/host.ts';
import { engineFor } from '../admin/support.ts';

export interface Holding {
  readonly home: Home;
  readonly call: HeldCall;
  /** What became of the call. */
  readonly answered: Promise<GateAnswer>;
  /** Asks for the same again. */
  readonly again: (args?: JsonObject) => Promise<GateAnswer>;
}

/** A live process that holds one call, with these arguments. */
export async function holding(args: JsonObject = { path: '/data/a.txt' }): Promise<Holding> {
  const { engine } = await openHost({ engine: await engineFor() });
  const gate = openGate(engine);
  const identity = { name: 'helper', id: null, verified: false, labels: {} };
  const gone = new AbortController();
  onTestFinished(() => gone.abort());
  const ask = (given: JsonObject): Promise<GateAnswer> =>
    gate.authorize({ identity, session: 's-1', action: 'file.delete', args: given, wait: true, signal: gone.signal });
  const answered = ask(args);
  await expect.poll(() => engine.approvals.held().length).toBe(1);
  const [call] = engine.approvals.held();
  if (call === undefined) throw new Error('a call is held');
  return { home: engine.home, call, answered, again: (given = args) => ask(given) };
}
