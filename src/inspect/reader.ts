import type { JsonValue } from '../jsonrpc/message.ts';
import { readInjection, type InjectionSign } from './injection.ts';
import { redactResult, type Redacted } from './redactResult.ts';

/** Looks through answers. It is loaded where a policy wants that, and nowhere else: hence one thing with all of it. */
export interface ResultReader {
  redact(answer: JsonValue): Redacted;
  readInjection(answer: JsonValue): readonly InjectionSign[];
}

export const RESULT_READER: ResultReader = { redact: redactResult, readInjection };
