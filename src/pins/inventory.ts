import type { EffectKind, RiskLevel } from '../../scanner/report.ts';
import { printable } from '../jsonrpc/printable.ts';
import { holdOn } from './admission.ts';
import type { GradeBook } from './gradeBook.ts';
import type { Unkept } from './inspected.ts';
import { Listings } from './listings.ts';
import type { Listed } from './page.ts';
import { pinKey, type Definition, type Waiting } from './pin.ts';
import type { PinState } from './pinState.ts';
import type { PinSettings } from './settings.ts';
import type { Why, Withheld } from './why.ts';

/** What an inventory is made of. */
export interface InventoryParts {
  readonly settings: PinSettings;
  readonly state: PinState;
  /** What has been scanned and is not pinned; shared by the sessions of one server. */
  readonly grades: GradeBook;
}

/** How a page is shown. */
interface Showing {
  /** Whether it begins its list: it was asked for without a cursor. */
  readonly isFirst: boolean;
  /** Why what is unknown could not be kept; null where it was. */
  readonly unkept: Unkept | null;
}

/** What becomes of one element: shown, withheld, or not known yet. */
export type Verdict = { readonly kind: 'shown' } | { readonly kind: 'unknown' } | WithheldVerdict;

type WithheldVerdict = { readonly kind: 'withheld' } & Withheld;

/** What policies may know of a tool, as `authz/request.ts` has it. */
export interface FactsOfTool {
  readonly risk?: { readonly level: RiskLevel; readonly effects: readonly (EffectKind | 'egress' | 'credential')[] };
  readonly pinned: boolean;
  readonly drifted: boolean;
  readonly findings?: readonly string[];
}

/**
 * What one session knows of its server: what is accepted, and what the server has shown so far. Says what a list may show,
 * and whether a tool may be called.
 */
export class Inventory {
  readonly settings: PinSettings;
  readonly #grades: GradeBook;
  readonly #listings = new Listings();
  /** What is accepted for this session only, by name. */
  readonly #lent = new Map<string, string>();
  /** The prompts that are withheld. */
  readonly #prompts = new Map<string, Withheld>();
  #state: PinState;

  constructor({ settings, state, grades }: InventoryParts) {
    this.settings = settings;
    this.#state = state;
    this.#grades = grades;
  }

  /** Puts other pins in force; true where that changes what the last lists may show. */
  replace(state: PinState): boolean {
    const before = this.#listings.keys().map((key) => this.#barOn(key) === null);
    this.#state = state;
    return this.#listings.keys().some((key, index) => (this.#barOn(key) === null) !== before[index]);
  }

  /** Whether the list of a new server has not ended yet: then its end is worth telling. */
  get isUnsettled(): boolean {
    return !this.#state.settled;
  }

  /** What becomes of each element of a page, as far as that is known. */
  look(page: readonly Listed[]): readonly Verdict[] {
    const clashes = clashesIn(page);
    return page.map((listed) => this.#verdictOn(listed, clashes.has(listed.key)));
  }

  /** What is unknown is being looked at: until it is released it cannot be called. */
  hold(page: readonly Listed[]): void {
    this.#listings.hold(page.filter(isTool));
  }

  release(page: readonly Listed[]): void {
    this.#listings.release(page.filter(isTool));
  }

  /** What becomes of each element of a page that is about to be shown; what is still unknown then is withheld. */
  show(page: readonly Listed[], { isFirst, unkept }: Showing): readonly Verdict[] {
    this.#listings.note(page.filter(isTool), isFirst && page.every(isTool));
    const verdicts = this.look(page).map((verdict, index) => {
      const listed = page[index];
      return verdict.kind === 'unknown' && listed !== undefined ? this.#lend(listed, unkept) : verdict;
    });
    page.forEach(({ kind, name }, index) => {
      if (kind === 'prompt') this.#notePrompt(name, verdicts[index]);
    });
    return verdicts;
  }

  /** Why a prompt may not be asked for; null where it may, as far as pins go. */
  barOnPrompt(name: string): Withheld | null {
    return this.#prompts.get(name) ?? null;
  }

  /** What would have been accepted, had it been kept, is accepted for this session; the first definition of a name only. */
  #lend({ key, fingerprint }: Listed, unkept: Unkept | null): Verdict {
    if (unkept?.harmless.has(fingerprint) !== true) return withheld('unkept', unkept?.why ?? null);
    if (this.#state.pins.has(key) || (this.#lent.get(key) ?? fingerprint) !== fingerprint) return withheld('changed');
    this.#lent.set(key, fingerprint);
    return { kind: 'shown' };
  }

  #notePrompt(name: string, verdict: Verdict | undefined): void {
    if (verdict?.kind !== 'withheld') this.#prompts.delete(name);
    else if (this.#prompts.size < MOST_PROMPTS) this.#prompts.set(name, verdict);
  }

  /** Why a tool may not be called; null where it may, as far as pins go. */
  barOn(tool: string): Withheld | null {
    return this.#barOn(pinKey({ kind: 'tool', name: tool }));
  }

  /** Why nothing of the server may be used; null where something may. */
  barOnAll(): WithheldVerdict | null {
    const { broken, impostorOf } = this.#state;
    if (broken !== null) return withheld('broken', broken);
    return impostorOf === null ? null : withheld('identity', printable(impostorOf, 120));
  }

  /** Whether a tool has neither been listed in this session nor been pinned. */
  isUnlisted(tool: string): boolean {
    const key = pinKey({ kind: 'tool', name: tool });
    return !this.#listings.has(key) && !this.#state.pins.has(key) && !this.#state.waiting.has(key);
  }

  /** What is known of a tool as it was shown last. */
  factsOf(tool: string): FactsOfTool {
    const key = pinKey({ kind: 'tool', name: tool });
    const { pins, waiting } = this.#state;
    const last = this.#listings.last(key);
    const pin = last === null ? firstOf(pins.get(key)) : pins.get(key)?.get(last);
    const known = pin ?? (last === null ? firstOf(waiting.get(key)) : waiting.get(key)?.get(last));
    const drifted = pins.has(key) && this.#barOn(key) !== null;
    return { pinned: pin !== undefined, drifted, ...(known === undefined ? {} : factsIn(known)) };
  }

  #verdictOn(listed: Listed, clashes: boolean): Verdict {
    const all = this.barOnAll();
    if (listed.flaw !== null) return withheld('ambiguous', listed.flaw);
    if (listed.kind === 'tool' || listed.kind === 'instructions') {
      if (clashes) return withheld('ambiguous', 'it stands twice in the list, with two definitions');
      return this.#verdictOnPinned(listed, all);
    }
    if (all !== null) return all;
    const graded = this.#grades.get(listed.fingerprint);
    if (graded === undefined) return { kind: 'unknown' };
    return graded.grade === 'block' && this.settings.block === 'hide'
      ? withheld('poisoned', null, rulesOf(graded))
      : { kind: 'shown' };
  }

  #verdictOnPinned({ key, fingerprint }: Listed, all: WithheldVerdict | null): Verdict {
    if (this.#state.broken !== null && all !== null) return all;
    if (this.#state.pins.get(key)?.has(fingerprint) === true)
      return all ?? this.#unsteadiness(key) ?? { kind: 'shown' };
    const waiting = this.#state.waiting.get(key)?.get(fingerprint);
    return waiting === undefined ? { kind: 'unknown' } : (all ?? this.#holdOn(waiting) ?? { kind: 'unknown' });
  }

  #barOn(key: string): Withheld | null {
    const all = this.barOnAll();
    if (all !== null) return all;
    const { pins, waiting } = this.#state;
    if (this.#listings.isAwaited(key)) return withheld('pending');
    const last = this.#listings.last(key);
    if (last === null) {
      if (this.#listings.isFull) return withheld('unkept');
      // Another session has seen it, and what it saw is not accepted.
      const held = firstOf(waiting.get(key));
      if (held !== undefined) return this.#holdOn(held) ?? withheld('unreviewed');
      return pins.has(key) || this.settings.unlisted === 'policy' ? null : withheld('unlisted');
    }
    if (pins.get(key)?.has(last) === true) return this.#unsteadiness(key);
    if (!pins.has(key) && this.#lent.get(key) === last) return this.#unsteadiness(key);
    const held = waiting.get(key)?.get(last);
    if (held !== undefined) return this.#holdOn(held) ?? withheld('unreviewed');
    return withheld(pins.has(key) ? 'changed' : 'unkept');
  }

  /** INVARIANT: what has been shown in two ways is used only where both ways have been accepted, now or before. */
  #unsteadiness(key: string): WithheldVerdict | null {
    if (this.#listings.isClashing(key)) return withheld('ambiguous', 'it stands on two pages, with two definitions');
    const { pins, retired } = this.#state;
    const isAccepted = (fingerprint: string): boolean =>
      pins.get(key)?.has(fingerprint) === true ||
      retired.get(key)?.has(fingerprint) === true ||
      this.#lent.get(key) === fingerprint;
    return this.#listings.all(key).every(isAccepted) ? null : withheld('alternating');
  }

  #holdOn(waiting: Waiting): WithheldVerdict | null {
    const why = holdOn(waiting, this.settings);
    if (why === null) return null;
    // The server has been accepted since, and this with it has not.
    if (why === 'identity') return withheld('new', null, rulesOf(waiting));
    return withheld(why, why === 'renamed' ? printable(waiting.from ?? '', 120) : null, rulesOf(waiting));
  }
}

const MOST_PROMPTS = 10_000;

function withheld(why: Why, about: string | null = null, rules: readonly string[] = []): WithheldVerdict {
  return { kind: 'withheld', why, about, rules };
}

function isTool({ kind }: Listed): boolean {
  return kind === 'tool';
}

/** The names that stand in a page with more than one definition. */
function clashesIn(page: readonly Listed[]): ReadonlySet<string> {
  const found = new Map<string, string>();
  const clashes = new Set<string>();
  for (const { key, fingerprint } of page) {
    if ((found.get(key) ?? fingerprint) !== fingerprint) clashes.add(key);
    found.set(key, fingerprint);
  }
  return clashes;
}

const MOST_RULES = 5;

/** What stands out first. */
function rulesOf({ findings }: Pick<Definition, 'findings'>): readonly string[] {
  const grave = findings.filter(({ grade }) => grade !== 'info').map(({ rule }) => rule);
  return [...new Set(grave)].slice(0, MOST_RULES);
}

function factsIn({ risk, findings }: Definition): Pick<FactsOfTool, 'risk' | 'findings'> {
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  if (risk === null) return { findings: rules };
  const { level, effects, egress, credential } = risk;
  const more = [...(egress === 'none' ? [] : (['egress'] as const)), ...(credential ? (['credential'] as const) : [])];
  return { risk: { level, effects: [...effects, ...more] }, findings: rules };
}

function firstOf<T>(found: ReadonlyMap<string, T> | undefined): T | undefined {
  return found?.values().next().value;
}
