/** The words that name the clients on the command line, apart from all that is known of them: that takes longer to load. */
export const HOOK_NAMES = ['claude-code', 'cursor'] as const;

/** Whether a word names a client. */
export function isHookName(word: string): boolean {
  return HOOK_NAMES.some((name) => name === word);
}
