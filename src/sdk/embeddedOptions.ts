/** What an engine of one's own decides by. */
export interface EmbeddedOptions {
  /** Where policies and the log are kept: `$LEASH_HOME` where absent, else `~/.leash`. */
  readonly home?: string;
  /** Files, folders or `builtin:NAME`; those of the home where absent. */
  readonly policy?: string | readonly string[];
  /** The name or the token of whoever acts where `withAgent` names nobody else. */
  readonly agent: string;
  /** Records what would be denied, and lets it through. */
  readonly observe?: boolean;
  /** What relative paths in arguments start from; the process's folder where absent. */
  readonly cwd?: string;
  /** Hears what a person should know, one line each; stderr where absent. */
  readonly alert?: (line: string) => void;
}
