/** Policies write `server/tool` and globs, so a name has neither a slash nor anything that a glob means. */
const GIVEN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Whether a server or an agent may be called this. */
export function isGivenName(name: string): boolean {
  return GIVEN_NAME.test(name);
}
