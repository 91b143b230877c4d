import type { Finding, ScanReport } from '../../../scanner/report.ts';

/** Text that tries to be markup in whatever it is written to. */
export const HOSTILE = 'a|b`c``<img src=x>[l](http://e)\n# h\u200b\x1b[2J{0}';

export function findingOf(some: Partial<Finding> = {}): Finding {
  return {
    rule: 'hidden-text',
    grade: 'block',
    at: '/tools/0/description',
    span: [1, 4],
    message: 'hides characters',
    owasp: ['MCP03', 'LLM01'],
    fingerprint: 'f00d',
    ...some,
  };
}

/** A report with a finding on the server, a hostile tool and a clean one. */
export const REPORT: ScanReport = {
  server: {
    grade: 'warn',
    findings: [findingOf({ rule: 'secrecy', grade: 'warn', at: '/instructions', fingerprint: 'beef' })],
  },
  tools: [
    {
      name: HOSTILE,
      grade: 'block',
      findings: [findingOf({ message: `hides \`${HOSTILE}\`` }), findingOf({ grade: 'info', fingerprint: 'cafe' })],
      risk: {
        level: 'high',
        effects: ['destructive', 'read'],
        primary: 'destructive',
        egress: 'open',
        credential: true,
        reasons: [],
      },
    },
    {
      name: 'read_page',
      grade: 'none',
      findings: [],
      risk: { level: 'low', effects: ['read'], primary: 'read', egress: 'none', credential: false, reasons: [] },
    },
  ],
};
