import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalize } from '../../src/audit/canonical.ts';
import type { DecisionDraft, EntryDraft, EventDraft, OutcomeDraft } from '../../src/audit/entry.ts';
import { parseEntry } from '../../src/audit/parseEntry.ts';
import { MAX_ENTRY_BYTES, sealEntry } from '../../src/audit/seal.ts';
import type { SealContext, Sealed } from '../../src/audit/seal.ts';
import type { DecisionEntry, EventEntry, OutcomeEntry } from '../../src/audit/sealedEntry.ts';
import type { JsonObject } from '../../src/jsonrpc/message.ts';
import { counterBytes, decision, event, outcome, receiptOf } from './sampleLog.ts';

const CONTEXT: SealContext = {
  shard: '00',
  seq: 7,
  prevHash: 'b'.repeat(64),
  note: 'c'.repeat(64),
  args: 'committed',
  random: counterBytes(),
};

function seal(draft: EntryDraft, over: Partial<SealContext> = {}): Sealed {
  return sealEntry(draft, { ...CONTEXT, ...over });
}

function sealDecision(over: Partial<DecisionDraft>, context: Partial<SealContext> = {}): DecisionEntry {
  const { entry } = seal(decision(1, over), context);
  if (entry.record_phase !== 'pre_execution') throw new Error('not a decision');
  return entry;
}

function sealOutcome(over: Partial<OutcomeDraft>): OutcomeEntry {
  const { entry } = seal(outcome(1, receiptOf(3, 'parent-id'), over));
  if (entry.record_phase !== 'post_execution') throw new Error('not an outcome');
  return entry;
}

function sealEvent(name: EventDraft['event'], detail: JsonObject): EventEntry {
  const { entry } = seal(event(1, name, detail));
  if (entry.record_phase !== 'concurrent') throw new Error('not an event');
  return entry;
}

const DRAFTS: readonly [string, EntryDraft][] = [
  ['a decision', decision(1)],
  ['a decision on a prompt', decision(1, { method: 'prompts/get', action: 'greet', resource: null })],
  [
    'a denial of a server’s request',
    decision(1, { from: 'server', effect: 'deny', action: null, args: null, policySet: null, jsonrpcId: 'x' }),
  ],
  ['a decision with everything cut', hostileDecision('\u0001'.repeat(4000))],
  ['an outcome', outcome(2, receiptOf(0, 'parent-id'))],
  [
    'an outcome without a body',
    outcome(2, receiptOf(0, 'parent-id', '01'), { body: null, status: 'unanswered', errorCode: -32000 }),
  ],
  ['an event', event(3, 'session_start', { b: 1, a: { 10: 'x', 9: 'y' } })],
];

/** Every text at its most, in a decision with as many commitments as there can be. */
function hostileDecision(text: string): DecisionDraft {
  return decision(Number.MAX_SAFE_INTEGER, {
    session: text,
    agent: text,
    server: text,
    at: { ms: Infinity, monoNs: 2 ** 60 },
    method: text,
    action: text,
    resource: text,
    jsonrpcId: text,
    effect: 'observe_deny',
    rules: Array.from({ length: 30 }, () => ({ policy: text, rule: text })),
    reason: text,
    obligations: Array<string>(30).fill(text),
    errors: Array<string>(30).fill(text),
    owasp: Array<string>(30).fill(text),
    policySet: text,
    args: Object.fromEntries(Array.from({ length: 64 }, (_, index) => [`key${index}`, index])),
  });
}

describe('sealEntry', () => {
  it.each(DRAFTS)('writes %s as RFC 8785 canonical JSON that reads back as the entry', (_, draft) => {
    const { entry, bytes } = seal(draft);
    expect(bytes).toBe(canonicalize(entry));
    expect(parseEntry(bytes)).toEqual(entry);
  });

  it('writes a call’s decision in the words of the agent-audit-trail draft', () => {
    const entry = sealDecision({});
    expect(entry).toMatchObject({
      action_detail: { resource: null, tool_name: 'read_file' },
      action_type: 'tool_call',
      agent_id: 'claude',
      outcome: 'success',
      parent_record_id: null,
      prev_hash: 'b'.repeat(64),
      record_phase: 'pre_execution',
      session_id: 'session-1',
      timestamp: '2026-03-01T00:00:00.001Z',
    });
    expect(entry.leash).toMatchObject({
      v: 1,
      seq: 7,
      shard: '00',
      note: 'c'.repeat(64),
      principal: 'claude',
      server: 'filesystem',
    });
    expect(entry.leash).toMatchObject({
      method: 'tools/call',
      jsonrpc_id: 1,
      effect: 'allow',
      mode: 'enforce',
      from: 'client',
    });
    expect(entry.leash).toMatchObject({
      rules: [{ policy: 'team', rule: 'read' }],
      owasp: ['LLM06'],
      mono_ns: 1000,
      cut: [],
    });
    expect(parseInt(entry.record_id.replace('-', '').slice(0, 12), 16)).toBe(Date.parse(entry.timestamp));
  });

  it.each<[DecisionDraft['effect'], string]>([
    ['allow', 'success'],
    ['deny', 'denied'],
    ['observe_deny', 'success'],
  ])('calls %s a %s', (effect, word) => {
    expect(sealDecision({ effect }).outcome).toBe(word);
  });

  it('names an agent by its id, where a credential has shown that', () => {
    expect(sealDecision({ agentId: 'agt_1' })).toMatchObject({ agent_id: 'claude', leash: { principal: 'agt_1' } });
    expect(sealDecision({ agentId: null }).leash.principal).toBe('claude');
    expect(sealDecision({ agentId: 'agt_1', from: 'server' }).leash.principal).toBe('filesystem');
  });

  it('names the answer of a person that let a call through, cut where it is long; null where nobody was asked', () => {
    const grant = { id: 'g-1', by: 'cli', reach: 'session' } as const;
    expect(sealDecision({ grant }).leash.grant).toEqual(grant);
    expect(sealDecision({}).leash.grant).toBeNull();
    const { entry, bytes } = seal(decision(1, { grant: { ...grant, by: 'x'.repeat(9999) } }));
    expect(bytes.length).toBeLessThan(MAX_ENTRY_BYTES);
    expect(canonicalize(entry)).toBe(bytes);
    expect(parseEntry(bytes)).toEqual(entry);
  });

  it('names the server as the principal of what the server asks', () => {
    expect(sealDecision({ from: 'server', method: 'sampling/createMessage' })).toMatchObject({
      action_type: 'decision',
      leash: { principal: 'filesystem' },
    });
  });

  it('links an outcome to its decision', () => {
    expect(sealOutcome({})).toMatchObject({
      action_type: 'tool_response',
      record_phase: 'post_execution',
      parent_record_id: 'parent-id',
      outcome: 'success',
      leash: { parent: { seq: 3, shard: '00' }, effect: 'success' },
      action_detail: { duration_ns: 1_000_000, error_code: null, result: { bytes: 8 } },
    });
  });

  it.each<[OutcomeDraft['status'], string]>([
    ['tool-error', 'failure'],
    ['error', 'failure'],
    ['cancelled', 'failure'],
    ['not-forwarded', 'failure'],
    ['unanswered', 'timeout'],
  ])('never calls %s a success', (status, word) => {
    expect(sealOutcome({ status })).toMatchObject({ outcome: word, leash: { effect: status } });
  });

  it('holds the digest of a result only behind a salt that stands in the opening', () => {
    const body = Buffer.from('the body');
    const { bytes, disclosures } = seal(outcome(1, receiptOf(0, 'id'), { body }));
    const [salt, , value] = JSON.parse(Buffer.from(disclosures[0] ?? '', 'base64url').toString()) as [
      string,
      string,
      { sha256: string },
    ];
    const salted = createHash('sha256').update(Buffer.from(salt, 'base64url')).update(body).digest('hex');
    expect(value.sha256).toBe(salted);
    for (const encoding of ['hex', 'base64', 'base64url'] as const) {
      expect(bytes).not.toContain(createHash('sha256').update(body).digest(encoding));
    }
    expect(bytes).not.toContain(salted);
  });

  it.each<[EventDraft['event'], string]>([
    ['session_start', 'success'],
    ['key_rotated', 'success'],
    ['rollback_detected', 'failure'],
    ['message_dropped', 'failure'],
    ['foreign_session', 'failure'],
    ['token_refused', 'failure'],
    ['passphrase_refused', 'failure'],
    ['agent_suspended', 'success'],
  ])('writes the event %s as a lifecycle record that is a %s', (name, word) => {
    const entry = sealEvent(name, { why: 'test' });
    expect(entry).toMatchObject({
      action_type: 'lifecycle',
      record_phase: 'concurrent',
      outcome: word,
      action_detail: { event: name, detail: { why: 'test' } },
    });
  });

  it('leaves out a detail that is too large, and commits to it', () => {
    expect(sealEvent('server_exited', { lines: Array<string>(2000).fill('stderr') })).toMatchObject({
      action_detail: { detail: {} },
      leash: { cut: [{ field: 'detail' }] },
    });
  });

  it.each<[string, DecisionDraft['jsonrpcId'], DecisionDraft['jsonrpcId']]>([
    ['an integer as itself', 0, 0],
    ['a text as itself', '0', '0'],
    ['no id as none', null, null],
    ['a fraction as text', 1.5, '1.5'],
    ['a large number as text', 1e300, '1e+300'],
  ])('keeps %s for a JSON-RPC id', (_, id, kept) => {
    expect(sealDecision({ jsonrpcId: id }).leash.jsonrpc_id).toBe(kept);
  });

  it.each([
    [-1, '1970-01-01T00:00:00.000Z'],
    [NaN, '1970-01-01T00:00:00.000Z'],
    [1.75, '1970-01-01T00:00:00.001Z'],
    [Infinity, '9999-12-31T23:59:59.999Z'],
  ])('writes the time %d as an RFC 3339 timestamp', (ms, text) => {
    expect(sealDecision({ at: { ms, monoNs: 0.5 } })).toMatchObject({ timestamp: text, leash: { mono_ns: null } });
  });
});

describe('sealEntry with a setting for arguments', () => {
  const args = { path: '/tmp/CANARY', ratio: 0.5 };

  it('keeps salted commitments by default: no value, and no hash of one', () => {
    const { bytes } = seal(decision(1, { args }));
    expect(sealDecision({ args }).leash.args).toMatchObject({ as: 'leaves', sd: { length: 2 } });
    expect(bytes).not.toContain('CANARY');
    for (const text of ['/tmp/CANARY', '"/tmp/CANARY"', JSON.stringify(args)]) {
      expect(bytes).not.toContain(createHash('sha256').update(text).digest('hex'));
      expect(bytes).not.toContain(createHash('sha256').update(text).digest('base64url'));
    }
  });

  it('keeps nothing of them with `none`', () => {
    const { bytes, disclosures } = seal(decision(1, { args }), { args: 'none' });
    expect(sealDecision({ args }, { args: 'none' }).leash.args).toEqual({ as: 'none' });
    expect([bytes.includes('CANARY'), disclosures]).toEqual([false, []]);
  });

  it('keeps them in clear with `full`, fractions included', () => {
    const { disclosures } = seal(decision(1, { args }), { args: 'full' });
    expect(sealDecision({ args }, { args: 'full' }).leash.args).toEqual({ as: 'clear', text: JSON.stringify(args) });
    expect(disclosures).toEqual([]);
  });

  it('falls back to commitments with `full` where they do not fit', () => {
    const fits = { text: 'x'.repeat(14_000) };
    const tooLong = { text: 'x'.repeat(15_900) };
    expect(sealDecision({ args: fits }, { args: 'full' }).leash.args).toMatchObject({ as: 'clear' });
    expect(sealDecision({ args: tooLong }, { args: 'full' }).leash.args).toMatchObject({ as: 'leaves' });
    expect(
      Buffer.byteLength(seal(decision(1, { args: { text: '\u0001'.repeat(2700) } }), { args: 'full' }).bytes),
    ).toBeLessThanOrEqual(MAX_ENTRY_BYTES);
  });

  it('says that there were none, whatever the setting', () => {
    for (const setting of ['full', 'committed', 'none'] as const) {
      expect(sealDecision({ args: null }, { args: setting }).leash.args).toBeNull();
    }
  });

  it('survives arguments that nest beyond the stack', () => {
    let nested: JsonObject = {};
    for (let depth = 0; depth < 200_000; depth += 1) nested = { nested };
    for (const setting of ['full', 'committed'] as const) {
      expect(sealDecision({ args: nested }, { args: setting }).leash.args).toEqual({ as: 'unreadable' });
    }
  });
});

describe('an entry of hostile texts', () => {
  it.each(['a', '"', '\\', '\u0000', '\u001f', 'é', '€', '😀', '\ud800', '\udfff\ud800'])(
    'stays under 16 KiB when everything is %j',
    (unit) => {
      for (const args of ['full', 'committed'] as const) {
        const { entry, bytes } = seal(hostileDecision(unit.repeat(4000)), { args });
        expect(Buffer.byteLength(bytes)).toBeLessThanOrEqual(MAX_ENTRY_BYTES);
        expect(bytes).toBe(canonicalize(entry));
        expect(entry.leash.cut).not.toEqual([]);
      }
    },
  );

  it('is sealed whatever the texts are, in canonical form and within its bound', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary', minLength: 500, maxLength: 3000 }),
      fc.constantFrom('\ud800', '__proto__', ''),
    );
    const args = fc
      .dictionary(text, fc.jsonValue({ noUnicodeString: false }))
      .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject);
    const number = fc.oneof(fc.double(), fc.maxSafeInteger());
    const drafts = fc.oneof(
      fc
        .record({
          session: text,
          agent: text,
          server: text,
          method: text,
          action: fc.option(text),
          resource: fc.option(text),
          reason: text,
          args: fc.option(args),
          jsonrpcId: fc.oneof(text, number),
          errors: fc.array(text),
          obligations: fc.array(text),
          policySet: fc.option(text),
        })
        .map((over) => decision(1, over)),
      fc
        .record({
          agent: text,
          method: text,
          action: fc.option(text),
          durationNs: number,
          errorCode: number,
          body: fc.option(fc.uint8Array()),
        })
        .map((over) => outcome(1, receiptOf(0, 'id'), over)),
      args.map((detail) => event(1, 'server_exited', detail)),
    );
    fc.assert(
      fc.property(drafts, fc.constantFrom('full', 'committed', 'none'), (draft, setting) => {
        const { entry, bytes } = seal(draft, { args: setting });
        expect(Buffer.byteLength(bytes)).toBeLessThanOrEqual(MAX_ENTRY_BYTES);
        expect(bytes).toBe(canonicalize(entry));
        expect(parseEntry(bytes)).toEqual(entry);
      }),
      { numRuns: 500 },
    );
  });
});
