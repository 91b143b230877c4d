/** Whether a text only shows where a secret would stand: `AKIA...EXAMPLE`, `ghp_xxxxxxxx`, `${TOKEN}`, `<your-key>`. */
export function isPlaceholder(text: string): boolean {
  return STAND_IN.test(text);
}

// Each is long enough that a random token all but never holds it.
const STAND_IN =
  /example|placeholder|change-?_?me|redacted|replace|insert|sample|dummy|your[-_]|[-_]here|x{5}|\*{3}|\.{3}|…|[<>]|\{\{|\$\{|%\(|(.)\1{6}/i;
