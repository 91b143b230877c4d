import type { JsonValue } from '../jsonrpc/message.ts';
import { member } from '../jsonrpc/value.ts';
import { declaredHeaders, paramHeadersFor, paramMismatch, type HeaderDeclaration } from './paramHeaders.ts';
import type { HeaderMismatch } from './standardHeaders.ts';

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
  headersOf(value: JsonValue, given: readonly Header[]): Header[] {
    const declared = this.#declaredFor(value);
    const made = paramHeadersFor(declared, argumentsOf(value));
    const known = new Set(declared.map(({ header }) => `mcp-param-${header.toLowerCase()}`));
    const unknown = given.filter(([header, value]) => isParamHeader(header, value) && !known.has(header.toLowerCase()));
    return [...made, ...unknown.slice(0, MAX_GIVEN)];
  }

  /** Whether a tool's definition declares headers as it may not: a client over HTTP leaves it out (2026-07-28). */
  static isUnusable(tool: JsonValue): boolean {
    return 'invalid' in declaredHeaders(member(tool, 'inputSchema'));
  }

  /** The first declared header that a client did not give as the arguments of its call want it; null where all are right. */
  mismatch(value: JsonValue, given: readonly Header[]): HeaderMismatch | null {
    const declared = this.#declaredFor(value);
    if (declared.length === 0) return null;
    // Given twice, two readers could take two values: joined, as HTTP has it, they match nothing.
    const headers = new Map<string, string>();
    for (const [name, said] of given) {
      const key = name.toLowerCase();
      const before = headers.get(key);
      headers.set(key, before === undefined ? said : `${before}, ${said}`);
    }
    return paramMismatch(declared, argumentsOf(value), headers);
  }

  #declaredFor(value: JsonValue): readonly HeaderDeclaration[] {
    if (member(value, 'method') !== 'tools/call') return [];
    const name = member(member(value, 'params'), 'name');
    return (typeof name === 'string' ? this.#declared.get(name) : undefined) ?? [];
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

function argumentsOf(value: JsonValue): JsonValue | undefined {
  return member(member(value, 'params'), 'arguments');
}

/** Attacker-controlled: no other header than these may come from a client, and none that could end the line. */
function isParamHeader(name: string, value: string): boolean {
  return PARAM_NAME.test(name) && PARAM_VALUE.test(value);
}

const PARAM_NAME = /^mcp-param-[!#$%&'*+.^_`|~0-9a-z-]{1,200}$/i;
const PARAM_VALUE = /^[\x20-\x7e]{0,8192}$/;
