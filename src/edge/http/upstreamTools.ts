import { declaredHeaders, paramHeadersFor, type HeaderDeclaration } from '../../http/paramHeaders.ts';
import type { JsonValue } from '../../jsonrpc/message.ts';
import { member } from '../../jsonrpc/value.ts';
import type { OutgoingMessage } from './upstreamMessage.ts';

type Header = readonly [name: string, value: string];

/** Tools whose declarations are remembered; the oldest is forgotten first. */
const MAX_TOOLS = 10_000;

/** A tool has few parameters worth a header; a client that sends more of them than this is not served all. */
const MAX_GIVEN = 100;

/**
 * Which arguments of a tool a server wants to see in a header besides (SEP-2243, `x-mcp-header`): learnt from the tool
 * lists that pass.
 */
export class ToolHeaders {
  readonly #declared = new Map<string, readonly HeaderDeclaration[]>();

  /** Remembers what a `tools/list` result declares. */
  learn(result: JsonValue): void {
    const tools = member(result, 'tools');
    if (!Array.isArray(tools)) return;
    for (const tool of tools) {
      const name = member(tool, 'name');
      if (typeof name === 'string') this.#remember(name, declaredHeaders(member(tool, 'inputSchema')));
    }
  }

  /**
   * The `Mcp-Param-*` headers of a request: those that are declared are made from the arguments that were decided, whatever
   * a client said in them; the others are as the client gave them.
   */
  headersOf({ method, value }: Pick<OutgoingMessage, 'method' | 'value'>, given: readonly Header[]): Header[] {
    const params = member(value, 'params');
    const name = method === 'tools/call' ? member(params, 'name') : undefined;
    const declared = (typeof name === 'string' ? this.#declared.get(name) : undefined) ?? [];
    const made = paramHeadersFor(declared, member(params, 'arguments'));
    const known = new Set(declared.map(({ header }) => `mcp-param-${header.toLowerCase()}`));
    const unknown = given.filter(([header, value]) => isParamHeader(header, value) && !known.has(header.toLowerCase()));
    return [...made, ...unknown.slice(0, MAX_GIVEN)];
  }

  #remember(name: string, declared: ReturnType<typeof declaredHeaders>): void {
    this.#declared.delete(name);
    if ('invalid' in declared || declared.length === 0) return;
    this.#declared.set(name, declared);
    if (this.#declared.size <= MAX_TOOLS) return;
    const oldest = this.#declared.keys().next();
    if (oldest.done !== true) this.#declared.delete(oldest.value);
  }
}

/** Attacker-controlled: no other header than these may come from a client, and none that could end the line. */
function isParamHeader(name: string, value: string): boolean {
  return PARAM_NAME.test(name) && PARAM_VALUE.test(value);
}

const PARAM_NAME = /^mcp-param-[!#$%&'*+.^_`|~0-9a-z-]{1,200}$/i;
const PARAM_VALUE = /^[\x20-\x7e]{0,8192}$/;
