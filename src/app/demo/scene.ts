import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFile } from '../../edge/durableFile.ts';
import { locateHome, prepareHome, type Home } from '../../edge/home.ts';
import { LeashError } from '../../errors.ts';
import type { JsonObject, JsonValue } from '../../jsonrpc/message.ts';
import { member } from '../../jsonrpc/value.ts';
import { startChild } from '../childUpstream.ts';
import { fleetOf, type Fleet } from '../control/fleet.ts';
import { peerOf } from '../scan/peer.ts';
import { SILENT } from '../scan/scan.ts';

/** What the demo's server is called in policies. */
export const SERVER = 'notes';

/** The words that start the two programs of the demo. */
export interface DemoPrograms {
  readonly proxy: readonly string[];
  readonly server: readonly string[];
}

/** What came of a call, as the model is told. */
export interface CallOutcome {
  readonly isError: boolean;
  readonly text: string;
}

/** A server behind Leash, in a folder of its own, and a client that speaks to it. */
export interface Scene {
  readonly folder: string;
  readonly home: Home;
  /** The proxies of the home: the one of this demo. */
  readonly fleet: Fleet;
  /** The names of the tools that the client is shown. */
  readonly tools: () => Promise<readonly string[]>;
  readonly call: (tool: string, args: JsonObject) => Promise<CallOutcome>;
  /** Ends the proxy, and with it its server; resolves once both are gone. */
  readonly end: () => Promise<void>;
  /** Ends both without asking, and removes the folder, now. */
  readonly destroy: () => void;
  /** Removes the folder; for whoever has ended the proxy. */
  readonly remove: () => void;
}

/** Sets the scene. Whatever fails meanwhile leaves nothing behind. */
export async function openScene(programs: DemoPrograms, version: string): Promise<Scene> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'leash-demo-')));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  try {
    const home = locateHome(join(folder, 'home'), {});
    prepareHome(home);
    await createFile(join(home.policies, 'demo.yaml'), POLICY);
    const upstream = await startChild({ ...commandOf(programs, home), environment: process.env, diagnostics: SILENT });
    const peer = peerOf(upstream, LIMITS);
    const ask = async (method: string, params: JsonObject): Promise<JsonValue> => {
      const answer = await peer.ask(method, params);
      if (answer.kind === 'result') return answer.result;
      throw new LeashError('ERR_SCAN_FAILED', `\`${method}\` was answered with an error: ${answer.message}`);
    };
    const end = async (): Promise<void> => {
      upstream.shutdown();
      await upstream.gone;
    };
    try {
      const clientInfo = { name: 'leash-demo', version };
      await ask('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
      peer.tell('notifications/initialized');
    } catch (error) {
      await end();
      throw error;
    }
    return {
      folder,
      home,
      fleet: fleetOf(home),
      tools: async () => namesIn(await ask('tools/list', {})),
      call: async (name, args) => outcomeOf(await ask('tools/call', { name, arguments: args })),
      end,
      destroy: () => {
        upstream.kill();
        remove();
      },
      remove,
    };
  } catch (error) {
    remove();
    throw error;
  }
}

function commandOf(
  { proxy, server }: DemoPrograms,
  home: Home,
): { readonly command: string; readonly args: readonly string[] } {
  const [command = '', ...args] = proxy;
  return { command, args: [...args, '--home', home.root, '--name', SERVER, '--agent', 'demo', '--', ...server] };
}

/** A call may wait for a person; the policy gives them less time than this. */
const LIMITS = { maxLineBytes: 1024 * 1024, maxDepth: 128, timeoutMs: 75_000 };

const POLICY = `name: demo
description: Notes may be read, not written; a person confirms what deletes
agents: ['*']
servers: ['${SERVER}']
rules:
  - id: read
    action: [list_notes, read_note, weather, convert_units]
    effect: allow
    reason: Reading is what it is for
  - id: no-writes
    action: write_note
    effect: deny
    reason: Notes are written by people; propose the text instead
  - id: ask-before-delete
    action: 'delete_*'
    effect: ask
    reason: A person confirms what cannot be undone
    ask: { timeout: 60 }
`;

function namesIn(result: JsonValue): readonly string[] {
  const tools = member(result, 'tools');
  const names = (Array.isArray(tools) ? tools : []).map((tool) => member(tool, 'name'));
  return names.filter((name) => typeof name === 'string');
}

function outcomeOf(result: JsonValue): CallOutcome {
  const content = member(result, 'content');
  const texts = (Array.isArray(content) ? content : []).map((part) => member(part, 'text'));
  const text = texts.filter((each) => typeof each === 'string').join('\n');
  return { isError: member(result, 'isError') === true, text };
}
