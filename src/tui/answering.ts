import type { ApprovalAnswer, Reach } from '../app/control/approvals.ts';
import type { FleetCall } from '../app/control/fleet.ts';
import { chosenCall, heldScrollEnd, isWholeCall, WRONG_HASH } from './heldText.ts';
import { bodySize } from './layout.ts';
import { only, withNotice, withUi, type Key, type Question, type State, type Step } from './model.ts';
import { shown } from './width.ts';

/**
 * The first key asks, the second one answers: `y` sends what is asked about, every other key sends nothing.
 * INVARIANT: an answer names the hash of the arguments that were on the screen when the first key was pressed.
 */
export function pressToAnswer(state: State, question: Question | null, key: Key): Step {
  if (question === null) return ask(state, key);
  const closed = withUi(state, { question: null });
  if (key.name !== 'y') return only(withNotice(closed, 'nothing was sent'));
  switch (question.kind) {
    case 'stop':
      return { state: closed, effects: [{ do: 'stop' }] };
    case 'resume':
      return { state: closed, effects: [{ do: 'resume' }] };
    case 'answer': {
      const { call, verdict, reach } = question;
      if (call.expiresAt <= state.now) return only(withNotice(closed, OVER));
      const answer: ApprovalAnswer = { verdict, argsHash: call.argsHash, reach, by: 'dashboard' };
      const sending = new Set([...state.ui.sending, call.id]);
      return { state: withUi(closed, { sending }), effects: [{ do: 'answer', call, answer }] };
    }
  }
}

/** What is asked before something is done. */
export function questionText(question: Question): string {
  switch (question.kind) {
    case 'stop':
      return 'stop EVERYTHING? each call of each agent is denied until you resume';
    case 'resume':
      return 'resume? calls are decided by the policies again';
    case 'answer': {
      const { call, verdict, reach } = question;
      const what = shown(`${call.server}/${call.action ?? call.method}`, 60);
      const who = shown(call.agent, 30);
      if (verdict === 'deny') return `deny ${what} to ${who}?`;
      return reach === 'once'
        ? `approve ${what} for ${who}, once?`
        : `approve ${what} for ${who}, and the same call again while its session lasts?`;
    }
  }
}

const OVER = 'its time is over: it is denied already';

/** What the first key stands for. */
const ANSWERS: ReadonlyMap<string, { readonly verdict: ApprovalAnswer['verdict']; readonly reach: Reach }> = new Map([
  ['a', { verdict: 'approve', reach: 'once' }],
  ['w', { verdict: 'approve', reach: 'session' }],
  ['d', { verdict: 'deny', reach: 'once' }],
]);

function ask(state: State, { name }: Key): Step {
  const call = chosenCall(state);
  const wanted = ANSWERS.get(name);
  if (call === null || wanted === undefined) return only(state);
  const hindrance = hindranceOf(state, call, wanted);
  if (hindrance !== null) return only(withNotice(state, hindrance));
  return only(withUi(state, { question: { kind: 'answer', call, ...wanted }, held: call.id }));
}

/** Why a call cannot be answered so now; null where it can. */
function hindranceOf(
  state: State,
  call: FleetCall,
  { verdict, reach }: { readonly verdict: ApprovalAnswer['verdict']; readonly reach: Reach },
): string | null {
  if (state.ui.sending.has(call.id)) return 'an answer is on its way';
  if (call.expiresAt <= state.now) return OVER;
  if (verdict === 'deny') return null;
  if (!isWholeCall(call)) return WRONG_HASH;
  if (!call.reaches.includes(reach)) return 'the policy lets nobody approve this for a whole session';
  const isRead = state.ui.scroll >= heldScrollEnd(state, bodySize(state));
  return isRead ? null : 'read to the end first: PgDn shows the rest of what is sent';
}
