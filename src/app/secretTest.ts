import { openedValue } from '../audit/disclosure.ts';

/** Loads what tells whether the opening of a commitment reveals a secret; one that cannot be read counts as one. */
export async function loadSecretTest(): Promise<(disclosure: string) => boolean> {
  const { holdsSecret } = await import('../inspect/holdsSecret.ts');
  return (disclosure) => {
    const value = openedValue(disclosure);
    return value === undefined || holdsSecret(value);
  };
}
