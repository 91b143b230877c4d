// What came out direct, what came out through Leash, and whether a difference is one that we know and want.

/**
 * The differences that are meant to be. Each names its leg, scenario and check, and says why; one that does not happen any
 * more is a problem too, so that the list stays true.
 */
export const ACCEPTED = [
  // A server over HTTP streams each answer, as the SDK does here; a child over stdio has no streams to pass on.
  ...[
    ['server-sse-multiple-streams', 'server-sse-streams-functional ServerSSEStreamsFunctional'],
    ['server-sse-polling', 'server-sse-priming-event ServerSendsPrimingEvent'],
    ['server-sse-polling', 'server-sse-retry-field ServerSendsRetryField'],
    ['server-sse-polling', 'server-sse-disconnect-resume ServerDisconnectResume'],
  ].map(([scenario, check]) => ({
    ...{ part: 'server', leg: 'stdio', revision: '2025-11-25', scenario, check },
    because:
      'a call that brings nothing but its result is answered with one JSON body, which is the choice of whoever answers',
  })),
];

const PASSED = 'SUCCESS';
const FAILED = ['FAILURE', 'WARNING'];

/**
 * Compares each leg with the direct one, check by check. Notes of the suite that are no checks (`INFO`) count only where
 * the same check passed on the other side. `whole` says that all scenarios were run.
 */
export function judge({ checks, legs, whole }) {
  const rows = byScenario(checks);
  const differences = legs.flatMap((leg) => rows.flatMap((row) => compare(row, leg)));
  const known = (difference) => ACCEPTED.find((accepted) => isSame(accepted, difference));
  const problems = [
    ...rows.flatMap((row) => ownFailures(row)),
    ...differences.filter((difference) => known(difference) === undefined),
    ...(whole ? ACCEPTED.filter((accepted) => isStale(accepted, legs, rows, differences)).map(stale) : []),
  ];
  return {
    legs: ['direct', ...legs],
    rows: rows.map(({ checks: all, ...row }) => ({ ...row, passed: count(all, ['direct', ...legs]) })),
    accepted: differences.filter((difference) => known(difference) !== undefined),
    problems,
    checks,
  };
}

function byScenario(checks) {
  const rows = new Map();
  for (const { part, revision, scenario, leg, check, status, message } of checks) {
    const key = JSON.stringify([part, revision, scenario]);
    const row = rows.get(key) ?? { part, revision, scenario, checks: {} };
    rows.set(key, row);
    (row.checks[leg] ??= new Map()).set(check, { status, message });
  }
  return [...rows.values()];
}

function count(checks, legs) {
  return Object.fromEntries(legs.map((leg) => [leg, withStatus(checks[leg], [PASSED]).length]));
}

function withStatus(found = new Map(), wanted) {
  return [...found].filter(([, { status }]) => wanted.includes(status)).map(([check]) => check);
}

function compare({ part, revision, scenario, checks }, leg) {
  // A check that fails only with Leash is often made only then, and says what became of the others.
  const failed = withStatus(checks[leg], FAILED);
  const all = new Set([...failed, ...withStatus(checks.direct, [PASSED]), ...withStatus(checks[leg], [PASSED])]);
  return [...all]
    .map((check) => ({ direct: checks.direct?.get(check), through: checks[leg]?.get(check), check }))
    .filter(({ direct, through }) => direct?.status !== through?.status)
    .map(({ direct, through, check }) => ({
      what: 'differs',
      ...{ part, revision, scenario, leg, check },
      direct: direct?.status ?? 'not made',
      through: through?.status ?? 'not made',
      message: through?.message ?? direct?.message ?? '',
    }));
}

/** What fails without Leash says nothing about Leash: our own server and client must pass. */
function ownFailures({ part, revision, scenario, checks }) {
  return [...(checks.direct ?? [])]
    .filter(([, { status }]) => FAILED.includes(status))
    .map(([check, { status, message }]) => ({
      what: 'fails without Leash',
      ...{ part, revision, scenario, leg: 'direct', check },
      direct: status,
      through: '',
      message: message ?? '',
    }));
}

function isSame(accepted, difference) {
  return ['part', 'leg', 'revision', 'scenario', 'check'].every((key) => accepted[key] === difference[key]);
}

function isStale(accepted, legs, rows, differences) {
  const made = rows.some((row) => row.part === accepted.part && row.revision === accepted.revision);
  return made && legs.includes(accepted.leg) && !differences.some((difference) => isSame(accepted, difference));
}

function stale(accepted) {
  return { what: 'is accepted, but does not differ', ...accepted, direct: '', through: '', message: accepted.because };
}
