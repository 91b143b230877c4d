import type { ApprovalAnswer, Reach } from '../app/control/approvals.ts';
import type { FleetCall } from '../app/control/fleet.ts';
import { chosenCall, heldCalls, heldScrollEnd, isWholeCall, WRONG_HASH } from './heldText.ts';
import { bodySize } from './layout.ts';
import { only, withNotice, withUi, type Key, type Question, type State, type Step, type Widening } from './model.ts';
import { shown } from './width.ts';

/**
 * The first key asks, the second one answers: `y` sends what is asked about, every other key sends nothing.
 * INVARIANT: an answer names the hash of the arguments that were on the screen when the first key was pressed.
 */
export function pressToAnswer(state: State, question: Question | null, key: Key): Step {
  if (question === null) return ask(state, key);
  if (question.kind === 'passphrase') return typing(state, question, key);
  const closed = withUi(state, { question: null });
  if (key.name !== 'y') return only(withNotice(closed, 'nothing was sent'));
  switch (question.kind) {
    case 'stop':
      return { state: closed, effects: [{ do: 'stop' }] };
    case 'resume':
      return { state: closed, effects: [{ do: 'resume', passphrase: null }] };
    case 'answer': {
      const { call, verdict, reach } = question;
      const answer: ApprovalAnswer = { verdict, argsHash: call.argsHash, reach, by: 'dashboard' };
      return send(closed, { do: 'answer', call, answer, passphrase: null });
    }
  }
}

/** Asks for the passphrase, without which nothing was done. */
export function askPassphrase(state: State, of: Widening): Step {
  const back = of.do === 'answer' ? withUi(state, { sending: without(state.ui.sending, of.call.id) }) : state;
  const isGone = of.do === 'answer' && !heldCalls(state).some(({ id }) => id === of.call.id);
  // Whatever else is asked meanwhile comes first.
  if (isGone || back.ui.question !== null) return only(withNotice(back, 'nothing was sent: the passphrase is needed'));
  return only(withUi(back, { question: { kind: 'passphrase', of, typed: '' } }));
}

/** The others of some held calls. */
export function without(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...ids].filter((each) => each !== id));
}

function send(state: State, effect: Widening): Step {
  if (effect.do === 'resume') return { state, effects: [effect] };
  const { call } = effect;
  if (call.expiresAt <= state.now) return only(withNotice(state, OVER));
  return { state: withUi(state, { sending: new Set([...state.ui.sending, call.id]) }), effects: [effect] };
}

/** Longest passphrase that can be typed. */
const LONGEST = 1024;

function typing(state: State, question: Extract<Question, { kind: 'passphrase' }>, { name, text: more }: Key): Step {
  const { of, typed } = question;
  const closed = withUi(state, { question: null });
  if (name === 'escape') return only(withNotice(closed, 'nothing was sent'));
  if (name === 'enter') return send(closed, { ...of, passphrase: typed });
  const rest = name === 'backspace' ? typed.replace(/[^]$/u, '') : name === 'ctrl-u' ? '' : typed + more;
  // A paste may bring the end of its line.
  const text = rest.replace(/[\r\n]/g, '').slice(0, LONGEST);
  return only(withUi(state, { question: { ...question, typed: text } }));
}

/** What is asked before something is done. */
export function questionText(question: Question): string {
  switch (question.kind) {
    case 'passphrase':
      return `passphrase: ${'*'.repeat(Math.min(question.typed.length, SHOWN))}`;
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

/** Most of it that is shown, as stars. */
const SHOWN = 40;

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
