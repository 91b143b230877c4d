import type { Principal } from '../../edge/http/exchange.ts';

/**
 * Whom a session belongs to. The agent's name is a part of it: the policies of a session are those of the name it was
 * opened under, so a credential whose claims name another agent later must not go on in it.
 */
export function ownerOf({ key, agent }: Principal): string {
  return JSON.stringify([key, agent]);
}
