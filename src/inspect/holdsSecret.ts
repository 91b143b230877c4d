import type { JsonValue } from '../jsonrpc/message.ts';
import { findSecrets } from './findSecrets.ts';

/** Whether a secret stands in one of the texts of a value, or in the value as it is written. */
export function holdsSecret(value: JsonValue): boolean {
  if (typeof value === 'string') return findSecrets(value).length > 0;
  if (typeof value !== 'object' || value === null) return false;
  // `{"password":"..."}` is one only with its name.
  if (findSecrets(JSON.stringify(value)).length > 0) return true;
  const open: JsonValue[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string' && findSecrets(next).length > 0) return true;
    if (typeof next === 'object' && next !== null) for (const member of Object.values(next)) open.push(member);
  }
  return false;
}
