import type { Clause } from '../clause.ts';
import { isNegated } from '../clauseNegation.ts';
import { findAll, has, placesOf } from '../clausePattern.ts';
import type { Hit, TextRule } from './rule.ts';

/** A tool whose declared purpose is an attack: stealing credentials, breaking in, spreading, wrecking. */
export const capability: TextRule = {
  id: 'offensive-capability',
  reads: 'text',
  ground: 'capability',
  owasp: ['ASI02', 'ASI05', 'MCP05'],
  detect: ({ role, clauses }) => (role === 'prose' || role === 'name' ? clauses.flatMap(hitsIn).slice(0, ENOUGH) : []),
  examples: {
    flagged: [
      'Returns the saved browser passwords.',
      'Downloads a binary from a url and makes it executable.',

      'Dump password hashes from the SAM database.',
      'Starts a keylogger on the host.',
      'Exploit a sudo vulnerability on the target.',
      'Fetches a program over http and executes it.',
      { name: 'deploy_ransomware', description: 'Works on folders.' },
    ],
    clean: [
      'Audits hosts for reverse shells.',

      'Detects keyloggers and ransomware on the host.',
      'Returns threat reports about phishing, botnets and command and control.',
      'Dump the table as CSV.',
      'Downloads a picture and gives back where it lies.',
      'Lists vulnerabilities of the project with their severity.',
      'Extract text from a PDF.',
    ],
  },
};

const ENOUGH = 8;
/** A clause that opens as a guard does and then has something leave guards nothing. */
const LEAVING = ['send', 'url', 'email', 'external', 'covert'] as const;

function hitsIn(clause: Clause): Hit[] {
  const assails = (clause.at.get('assail')?.[0] ?? Infinity) <= 2;
  const [first] = placesOf(clause, 'technique');
  const isGuarded =
    first !== undefined &&
    !assails &&
    placesOf(clause, 'guard').some(
      (place) =>
        place !== first && place - first <= 3 && (first - place <= 6 || (place === 0 && !has(clause, LEAVING))),
    );
  const technique = isGuarded ? undefined : placesOf(clause, 'technique').find((place) => !isNegated(clause, place));
  if (technique !== undefined) return [hit(clause, technique, technique, 'names an attack technique as what it does')];
  const strike = findAll(clause, ['strike', 4, 'prey']).find(
    ({ from }) => from <= 3 && !isNegated(clause, from) && (assails || !clause.at.has('guard')),
  );
  if (strike !== undefined) return [hit(clause, strike.from, strike.to, 'attacks as what it does')];
  const grab = findAll(clause, ['grabs', 4, ['secret', 'hoard']]).find(
    ({ from }) => from <= 2 && !isNegated(clause, from) && !clause.at.has('guard'),
  );
  if (grab !== undefined) return [hit(clause, grab.from, grab.to, 'takes secrets as what it does')];
  const loot = findAll(clause, [['grabs', 'showsWord'], 4, 'loot']).find(
    ({ from }) => from <= 2 && !isNegated(clause, from) && !clause.at.has('guard'),
  );
  if (loot !== undefined) return [hit(clause, loot.from, loot.to, 'takes secrets as what it does')];
  const wreck = findAll(clause, ['destroy', 4, 'vital']).find(({ from }) => from <= 2 && !isNegated(clause, from));
  if (wreck !== undefined) return [hit(clause, wreck.from, wreck.to, 'destroys what nobody would have destroyed')];
  const run = findAll(clause, ['fetches', 7, 'urlWord', 6, 'runsIt'])
    .concat(findAll(clause, ['fetches', 4, ['script', 'url'], 8, 'runsIt']))
    .find(({ from }) => !isNegated(clause, from));
  return run === undefined ? [] : [hit(clause, run.from, run.to, 'downloads code and runs it')];
}

function hit(clause: Clause, from: number, to: number, message: string): Hit {
  return {
    weight: 'clear',
    start: clause.tokens[from]?.start ?? clause.start,
    end: clause.tokens[to]?.end ?? clause.end,
    message,
  };
}
