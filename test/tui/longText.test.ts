import { describe, expect, it } from 'vitest';
import { plainText } from '../../src/tui/line.ts';
import { effectTone, gradeTone, longText } from '../../src/tui/longText.ts';
import type { State } from '../../src/tui/model.ts';
import {
  after,
  decisionOf,
  eventOf,
  fleet,
  HOSTILE,
  key,
  noteOf,
  opened,
  outcomeOf,
  SERVER,
  shownOf,
} from './support.ts';

const text = (state: State): string => longText(state, 80).map(plainText).join('\n');
const call = (change: Parameters<typeof decisionOf>[1] = {}): State =>
  after(opened(), fleet(eventOf(decisionOf(1, change)), eventOf(outcomeOf(2, '00:1'))), key('enter'));

describe('an opened call', () => {
  it('says what was decided and why, what became of it, and where it stands', () => {
    const said = text(call({ owasp: ['ASI02'] }));
    for (const part of [
      'allow',
      'read_file',
      'team/reading',
      'reading is fine',
      'ASI02',
      'success, 3.0 ms, 120 B',
      '00:1, 2.0 ms after',
      'record-1',
    ]) {
      expect(said).toContain(part);
    }
  });

  it('says what the log holds, once it is read', () => {
    const state = after(call(), { type: 'entry', place: '00:1', found: { kind: 'found', shown: shownOf(1) } });
    expect(text(state)).toContain('Arguments, as recorded');
    expect(text(state)).toContain('not verified yet');
  });

  it('says loudly where nothing was recorded', () => {
    expect(text(call({ place: null }))).toContain('NOT RECORDED');
  });

  it('shows an event with its details', () => {
    const state = after(opened(), fleet(eventOf(noteOf(1))), key('enter'));
    expect(text(state)).toContain('tool_drift');
    expect(text(state)).toContain('tool=read_file');
  });

  it('lets nothing hostile through', () => {
    const said = text(call({ agent: HOSTILE, action: HOSTILE, reason: HOSTILE, resource: HOSTILE, session: HOSTILE }));
    expect(said.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Default_Ignorable_Code_Point}]/u);
  });
});

describe('an opened tool', () => {
  it('says its state, its findings and what is different', () => {
    const state = after(
      opened(),
      key('3'),
      { type: 'looked', part: 'servers', sight: [SERVER] },
      key('enter'),
      key('enter'),
    );
    for (const part of ['waiting (changed)', 'hidden-text', 'What is different', '+ description: deletes']) {
      expect(text(state)).toContain(part);
    }
    expect(text(after(state, { type: 'looked', part: 'servers', sight: [] }))).toContain('not there any more');
  });
});

describe('tones', () => {
  it('tell good from bad', () => {
    expect([effectTone('allow'), effectTone('deny'), effectTone('unrecorded')]).toEqual(['good', 'bad', 'alarm']);
    expect([gradeTone('critical'), gradeTone('low'), gradeTone('what?')]).toEqual(['bad', 'good', 'plain']);
  });
});

describe('nothing opened', () => {
  it('has no text', () => {
    expect(longText(opened(), 80)).toEqual([]);
  });
});
