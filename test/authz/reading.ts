import type { PolicyContext } from '../../src/authz/shape.ts';
import { engines } from '../support/policyOf.ts';

/** What a reader gives, and what it reported and warned of. */
export function reading<T>(read: (context: PolicyContext) => T): { value: T; messages: string[]; warnings: string[] } {
  const messages: string[] = [];
  const warnings: string[] = [];
  const report: PolicyContext['report'] = (_, message) => messages.push(message);
  const warn: PolicyContext['warn'] = (_, message) => warnings.push(message);
  return { value: read({ ...engines, report, warn }), messages, warnings };
}
