import { AsyncLocalStorage } from 'node:async_hooks';
import type { Actor } from './decision.ts';

const scope = new AsyncLocalStorage<Actor>();

/** Runs a function as somebody: each call in it, and in what it awaits, is theirs. */
export function actingAs<T>(actor: Actor, run: () => T): T {
  return scope.run(actor, run);
}

/** Who acts here; null where nobody was named. */
export function actorHere(): Actor | null {
  return scope.getStore() ?? null;
}

/** A token is told from a name by its shape, so that none ends up in a log as a name. */
export function actorOf(nameOrToken: string): Actor {
  return TOKEN.test(nameOrToken) ? { kind: 'token', token: nameOrToken } : { kind: 'name', name: nameOrToken };
}

/** A JWT, or a token of `leash token new`. */
const TOKEN = /^(?:eyJ[\w-]*\.[\w-]+\.[\w-]*|leash_[\w-]{43})$/;
