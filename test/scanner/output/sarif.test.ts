import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HIDDEN } from '../../../scanner/hidden.ts';
import { sarifOf } from '../../../scanner/output/sarif.ts';
import { findingOf, REPORT } from './sample.ts';

interface Log {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: Driver };
    readonly columnKind: string;
    readonly results: readonly Result[];
  }[];
}

interface Driver {
  readonly name: string;
  readonly version: string;
  readonly rules: readonly {
    readonly id: string;
    readonly shortDescription: { readonly text: string };
    readonly fullDescription: { readonly text: string };
    readonly help: { readonly text: string };
    readonly properties: { readonly tags: readonly string[] };
  }[];
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation?: { readonly artifactLocation: { readonly uri: string } };
    readonly logicalLocations: readonly {
      readonly name: string;
      readonly fullyQualifiedName: string;
      readonly kind: string;
    }[];
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
}

const log = (...args: Parameters<typeof sarifOf>) => JSON.parse(sarifOf(...args)) as Log;
const runOf = (...args: Parameters<typeof sarifOf>) => {
  const { runs } = log(...args);
  const [run] = runs;
  if (run === undefined || runs.length !== 1) throw new Error('expected one run');
  return run;
};

const ONE = [{ server: 'fs', report: REPORT }];

describe('sarifOf', () => {
  it('is a log of version 2.1.0 with one run', () => {
    expect(log(ONE, '1.2.3')).toMatchObject({
      version: '2.1.0',
      $schema: expect.stringContaining('sarif-2.1.0') as string,
    });
    expect(runOf(ONE, '1.2.3')).toMatchObject({
      tool: { driver: { name: 'Leash', version: '1.2.3' } },
      columnKind: 'utf16CodeUnits',
    });
  });

  it('has each rule once, with help, where its results point to (§3.27.6)', () => {
    const { tool, results } = runOf(ONE, '1');
    const { rules } = tool.driver;
    expect(rules.map(({ id }) => id)).toEqual(['hidden-text', 'secrecy']);
    for (const { shortDescription, fullDescription, help } of rules) {
      expect(Math.min(...[shortDescription, fullDescription, help].map(({ text }) => text.length))).toBeGreaterThan(10);
    }
    for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex]?.id).toBe(ruleId);
    expect(rules[0]?.properties.tags).toEqual(['security', 'LLM01', 'MCP03']);
  });

  it('gives each grade its level (§3.27.10)', () => {
    expect(runOf(ONE, '1').results.map(({ level }) => level)).toEqual(['warning', 'error', 'note']);
  });

  it('keeps the fingerprints of the findings, to match them from run to run', () => {
    expect(runOf(ONE, '1').results.map(({ partialFingerprints }) => Object.values(partialFingerprints))).toEqual([
      ['beef'],
      ['f00d'],
      ['cafe'],
    ]);
  });

  it('says where, by server and tool, and by file where there is one', () => {
    const [server, tool] = runOf(ONE, '1').results.map(({ locations }) => locations[0]?.logicalLocations[0]);
    expect(server).toEqual({ name: 'fs', fullyQualifiedName: 'fs', kind: 'module' });
    expect(tool?.kind).toBe('function');
    expect(tool?.fullyQualifiedName).toBe(`fs/${tool?.name ?? ''}`);
    const [result] = runOf([{ server: 'fs', report: REPORT, artifact: 'list.json' }], '1').results;
    expect(result?.locations[0]?.physicalLocation).toEqual({ artifactLocation: { uri: 'list.json' } });
  });

  it('joins the reports of several servers', () => {
    expect(runOf([...ONE, { server: 'web', report: REPORT }], '1').results).toHaveLength(6);
    expect(runOf([], '1')).toMatchObject({ results: [], tool: { driver: { rules: [] } } });
  });

  it('lets no text of a server be a link or a placeholder (§3.11.5, §3.11.6)', () => {
    const text = fc.string({
      unit: fc.constantFrom('[', ']', '(', ')', '{', '}', '0', '\\', 'a', '\u200b', '\x1b'),
      maxLength: 16,
    });
    fc.assert(
      fc.property(text, (message) => {
        const report = { server: { grade: 'warn' as const, findings: [findingOf({ message })] }, tools: [] };
        const shownText = runOf([{ server: 'fs', report }], '1').results[0]?.message.text ?? '';
        expect(HIDDEN.test(shownText)).toBe(false);
        const plain = shownText
          .replaceAll(/\\[\\[\]]/g, '')
          .replaceAll('{{', '')
          .replaceAll('}}', '');
        expect(plain).not.toMatch(/[[\]{}]/);
      }),
    );
  });
});
