import { expect, it } from 'vitest';
import type { Meter } from '../../../src/app/control/meter.ts';
import { metricsText } from '../../../src/app/control/metrics.ts';
import type { ProxyStatus } from '../../../src/app/control/proxyInfo.ts';

const status: ProxyStatus = {
  info: {
    kind: 'proxy',
    pid: 1,
    version: '1',
    server: 'a"b\\\nc',
    transport: 'stdio',
    upstream: null,
    startedAt: 5000,
  },
  sessions: [],
  sessionCount: 3,
  counts: { allowed: 1, denied: 1, observed: 0, unrecorded: 2, outcomes: 5, errors: 1, events: 0 },
  held: 4,
  grants: 0,
  backlog: 7,
  policySet: null,
  problem: 'none',
  stopped: { reason: '', at: 0 },
};
const meter: Meter = {
  decisions: [{ effect: 'deny', server: 'a"b\\\nc', count: 2 }],
  buckets: [1, 2, ...new Array<number>(14).fill(0)],
  sumNs: 1e9,
  close: () => undefined,
};

it('writes the text format of Prometheus, a line a sample, whatever a server is called', () => {
  const text = metricsText(status, meter, { rssBytes: 10, cpuSeconds: 1.5, startedAt: 5000 });
  expect(text).toContain('leash_decisions_total{effect="deny",server="a\\"b\\\\\\nc"} 2\n');
  expect(text).toContain('leash_record_seconds_bucket{le="0.00025"} 3\n');
  expect(text).toContain(
    'leash_record_seconds_bucket{le="+Inf"} 3\nleash_record_seconds_sum 1\nleash_record_seconds_count 3\n',
  );
  expect(text).toContain('leash_approvals_held 4\n');
  expect(text).toContain('leash_policies_valid 0\n');
  expect(text).toContain('leash_stopped 1\n');
  for (const line of text.trimEnd().split('\n')) {
    expect(line).toMatch(/^(?:# (?:HELP|TYPE) \S+ .+|[a-z_]+(?:\{(?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)*\})? \S+)$/);
  }
});
