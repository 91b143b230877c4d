import type { Answered, ApprovalAnswer, Approvals, Grant, HeldCall } from './approvals.ts';
import type { Fleet } from './fleet.ts';

/** Something that a process holds or keeps; `proxy` is null for this one. */
type Placed<T> = T & { readonly proxy: string | null };

/** What waits for a person here, and in the other processes of the home where they are asked too. */
export interface ApprovalDesk {
  /** Oldest first. */
  held(scope: Scope): Promise<readonly Placed<HeldCall>[]>;
  /** `passphrase` is for another process, which asks for it too; this one has been given it already. */
  answer(id: string, answer: ApprovalAnswer, passphrase?: string | null): Promise<Answered>;
  grants(scope: Scope): Promise<readonly Placed<Grant>[]>;
  /** False where there is no such grant. */
  revoke(id: string, by: string): Promise<boolean>;
}

/** `local`: this process alone. */
interface Scope {
  readonly local: boolean;
}

/** The desk of a process. `fleet` are the others; null where they are not its business. */
export function approvalDesk(own: Approvals, fleet: Fleet | null): ApprovalDesk {
  const here = <T extends object>(all: readonly T[]): readonly Placed<T>[] =>
    all.map((each) => ({ ...each, proxy: null }));
  const others = (scope: Scope): Fleet | null => (scope.local ? null : fleet);
  return {
    async held(scope) {
      const elsewhere = (await others(scope)?.approvals()) ?? [];
      return [...here(own.held()), ...elsewhere].toSorted((one, other) => one.at - other.at);
    },
    async answer(id, answer, passphrase) {
      if (fleet === null || own.held().some((call) => call.id === id)) return own.answer(id, answer);
      const call = (await fleet.approvals()).find((each) => each.id === id);
      // Nobody holds it: this process says so, and records it.
      return call === undefined ? own.answer(id, answer) : fleet.answer(call, answer, passphrase);
    },
    async grants(scope) {
      return [...here(own.grants()), ...((await others(scope)?.grants()) ?? [])];
    },
    async revoke(id, by) {
      if (await own.revoke(id, by)) return true;
      const grant = (await fleet?.grants())?.find((each) => each.id === id);
      return grant !== undefined && fleet !== null && fleet.revoke(grant, by);
    },
  };
}
