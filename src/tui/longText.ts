import { argumentFields, entryFields, outcomeText, proofText } from './entryFields.ts';
import { fieldLines, heading, type Field } from './fields.ts';
import { EFFECT_WORDS } from './filter.ts';
import { lineOf, type Line, type Tone } from './line.ts';
import type { Opened, Row, State } from './model.ts';
import { brokenText } from './width.ts';
import { dayTime, duration } from './wording.ts';

/** What fills the screen and is scrolled over: an opened call, or a tool; nothing where neither is open. */
export function longText(state: State, width: number): Line[] {
  const { opened, inside } = state.ui;
  if (opened !== null) return callText(state, opened, width);
  if (inside !== null && inside.whole) return toolText(state, inside, width);
  return [];
}

/** The tone of an effect. */
export function effectTone(effect: Row['effect']): Tone {
  return EFFECT_TONES[effect];
}

const EFFECT_TONES: Readonly<Record<Row['effect'], Tone>> = {
  allow: 'good',
  deny: 'bad',
  observe_deny: 'warn',
  unrecorded: 'alarm',
  event: 'dim',
};

function callText(state: State, { row, found, problem }: Opened, width: number): Line[] {
  const shownEntry = found?.kind === 'found' ? found.shown : null;
  const isEvent = row.effect === 'event';
  const what: readonly Field[] = [
    [isEvent ? 'event' : 'effect', isEvent ? row.action : EFFECT_WORDS[row.effect], effectTone(row.effect)],
    [row.method === 'tools/call' ? 'tool' : 'method', isEvent ? '' : row.action || row.method, 'bold'],
    ['method', row.action === '' || row.method === 'tools/call' ? '' : row.method],
    ['resource', row.resource],
    ['server', row.server],
    ['agent', row.agent],
    ...row.rules.map((rule): Field => ['rule', rule]),
    [isEvent ? 'details' : 'reason', row.reason],
    ['outcome', row.outcome === null ? '' : outcomeText(row.outcome)],
  ];
  const record: readonly Field[] = [
    ['time', dayTime(row.at)],
    ['recorded', isEvent ? '' : recordText(row)],
    ['proof', shownEntry === null ? '' : proofText(shownEntry, state.verification)],
    ['owasp', row.owasp],
    ['id', row.recordId ?? ''],
    ['session', row.session],
    ['from', row.from],
    ...(shownEntry === null ? [] : entryFields(shownEntry)),
  ];
  return [
    ...fieldLines(what, width),
    ...(isEvent ? [] : [[], heading('Arguments, as recorded'), ...argumentLines(row, { found, problem }, width)]),
    [],
    heading(isEvent ? 'Where and when' : 'The record'),
    ...fieldLines(record, width),
  ];
}

function recordText({ place, recordNs }: Row): string {
  if (place === null) return 'NOT RECORDED: the log could not take it, and nothing was forwarded';
  const took = recordNs === null ? '' : `, ${duration(recordNs)} after the decision`;
  return `${place}${took}, before anything was forwarded`;
}

function argumentLines({ place }: Row, { found, problem }: Pick<Opened, 'found' | 'problem'>, width: number): Line[] {
  if (found?.kind === 'found') return fieldLines(argumentFields(found.shown), width);
  if (place === null) return fieldLines([['', 'none were recorded', 'dim']], width);
  if (problem !== null) return fieldLines([['', problem, 'bad']], width);
  const text = found === null ? 'reading the log …' : 'the log has no such entry: `leash audit verify`';
  return fieldLines([['', text, found === null ? 'dim' : 'bad']], width);
}

function toolText(state: State, inside: NonNullable<State['ui']['inside']>, width: number): Line[] {
  const tool = state.sights.servers?.[inside.server]?.all[inside.tool];
  if (tool === undefined) return [lineOf(' it is not there any more', 'dim')];
  const { name, kind, state: standing, how, risk, grade, findings, fingerprint, at, lines, started } = tool;
  return [
    ...fieldLines(
      [
        [kind, kind === 'tool' ? name : '(what the server tells the model)', 'bold'],
        ['state', `${standing} (${how}) since ${dayTime(at)}`, standing === 'accepted' ? 'good' : 'warn'],
        ['started as', started],
        ['risk', risk === null ? '' : [risk.level, ...risk.effects].join(' · '), gradeTone(risk?.level ?? '')],
        ...(risk?.reasons ?? []).map((reason): Field => ['', reason, 'dim']),
        ['scanner', grade === 'none' ? 'nothing found' : grade, gradeTone(grade)],
        ...findings.map(({ rule, grade: weight, message }): Field => ['', `${rule}: ${message}`, gradeTone(weight)]),
        ['fingerprint', `sha256:${fingerprint}`, 'dim'],
      ],
      width,
    ),
    [],
    heading(standing === 'accepted' ? 'What it says' : 'What is different'),
    ...lines.flatMap((line) => brokenText(line, width - 4).map((part) => lineOf(`  ${part}`))),
  ];
}

/** How bad a level of risk or a grade of the scanner is. */
export function gradeTone(level: string): Tone {
  return GRADE_TONES.get(level) ?? 'plain';
}

const GRADE_TONES: ReadonlyMap<string, Tone> = new Map<string, Tone>([
  ['critical', 'bad'],
  ['high', 'bad'],
  ['block', 'bad'],
  ['medium', 'warn'],
  ['warn', 'warn'],
  ['low', 'good'],
  ['info', 'plain'],
  ['none', 'good'],
]);
