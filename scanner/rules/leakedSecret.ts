import type { Passage } from '../passage.ts';
import type { Hit, TextRule } from './rule.ts';

/** A live-looking secret in a definition: it reaches every model and log that sees the tool. */
export const leakedSecret: TextRule = {
  id: 'leaked-secret',
  reads: 'text',
  ground: 'leak',
  owasp: ['LLM02', 'MCP01'],
  detect: detectSecrets,
  examples: {
    flagged: [
      'Sends a message with key AKIAQ3EGPLMN7TUVWXYZ.',
      'Uses token ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8.',
      'Chat. Service API Key: {settings.openai_key} | AWS Secret: {settings.aws_secret}',
    ],
    clean: [
      'Keys start with AKIA and have 20 characters.',
      'Pass a token such as ghp_xxxx.',
      'Uses the key of the environment.',
      'Example: AKIAIOSFODNN7EXAMPLE',
    ],
  },
};

const SECRETS: readonly RegExp[] = [
  /\bAKIA(?![A-Z0-9]{9,13}EXAMPLE)[A-Z0-9]{16}\b/g,
  /\bgh[pousr]_[A-Za-z0-9]{36,80}\b/g,
  /\bsk-(?:proj-|live-|ant-)?[A-Za-z0-9_-]{24,120}\b/g,
  /\bxox[abprs]-[A-Za-z0-9-]{20,80}/g,
  /-----BEGIN (?:[A-Z]{2,12} )?PRIVATE KEY-----/g,
  // A template that was meant to be filled in with one.
  /\b(?:key|secret|token|password)s?["']?[ \t]{0,2}[:=][ \t]{0,2}["']?(?:\{\{?|\$\{)[\w.]{1,40}(?:key|secret|token|password)[\w.]{0,20}\}/gi,
];

const TRACE = /AKIA|gh[pousr]_|sk-|xox[abprs]-|-----BEGIN|[{]/;

function detectSecrets({ text, role }: Passage): Hit[] {
  if (role === 'propertyName' || !TRACE.test(text)) return [];
  return SECRETS.flatMap((pattern) =>
    [...text.matchAll(pattern)].slice(0, 4).map((match): Hit => ({
      weight: 'clear',
      start: match.index,
      end: match.index + match[0].length,
      message: 'holds what looks like a secret',
    })),
  );
}
