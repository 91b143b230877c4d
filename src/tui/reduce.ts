import { askPassphrase, without } from './answering.ts';
import { heldCalls } from './heldText.ts';
import { press } from './keys.ts';
import { takeEvents, withHistory } from './live.ts';
import type { FleetCall } from '../app/control/fleet.ts';
import { only, withNotice, withUi, type Effect, type Message, type Question, type State, type Step } from './model.ts';

/** What a message makes of the dashboard. Never throws, and neither reads a clock nor waits. */
export function reduce(state: State, message: Message): Step {
  switch (message.type) {
    case 'fleet':
      return told(state, { ...state, live: takeEvents(state.live, message.events, state.now) });
    case 'history':
      return only({ ...state, live: withHistory(state.live, message.lines) });
    case 'tick':
      return only(passed({ ...state, now: message.now }));
    case 'resized':
      return only({ ...state, size: message.size });
    case 'key':
      return press(state, message.key);
    case 'looked':
      return only(looked(state, message));
    case 'trouble':
      return only({ ...state, troubles: { ...state.troubles, [message.part]: message.why } });
    case 'entry':
    case 'no-entry':
      return only(opened(state, message));
    case 'answered':
      return only(
        withUi(withNotice(state, message.text, message.good ? 'good' : 'bad'), {
          sending: without(state.ui.sending, message.id),
        }),
      );
    case 'said':
      return only(withNotice(state, message.text, message.good ? 'good' : 'bad'));
    case 'locked':
      return askPassphrase(state, message.of);
    case 'verified':
      return only({ ...state, verification: message.verification });
  }
}

/** What is told may take away what a question is about, or bring a new call that waits. */
function told(before: State, state: State): Step {
  const known = new Set(heldCalls(before).map(({ id }) => id));
  const held = heldCalls(state);
  const effects: Effect[] = state.bell && held.some(({ id }) => !known.has(id)) ? [{ do: 'bell' }] : [];
  const { question, held: chosen } = state.ui;
  const isHeld = (id: string, hash: string | null): boolean =>
    held.some((call) => call.id === id && (hash === null || call.argsHash === hash));
  const about = question === null ? null : callOf(question);
  if (about !== null && !isHeld(about.id, about.argsHash)) {
    const text = 'that call waits no more: nothing was sent';
    return { state: withUi(withNotice(state, text, 'bad'), { question: null, held: null, scroll: 0 }), effects };
  }
  // What is looked at stays what it is, whatever else comes or goes.
  if (chosen !== null && isHeld(chosen, null)) return { state, effects };
  const first = held[0]?.id ?? null;
  return { state: chosen === first ? state : withUi(state, { held: first, scroll: 0 }), effects };
}

/** The held call that a question is about; null where it is about none. */
function callOf(question: Question): FleetCall | null {
  if (question.kind === 'answer') return question.call;
  return question.kind === 'passphrase' && question.of.do === 'answer' ? question.of.call : null;
}

function passed(state: State): State {
  const { notice } = state.ui;
  return notice !== null && notice.until <= state.now ? withUi(state, { notice: null }) : state;
}

function looked(state: State, { part, sight }: Extract<Message, { type: 'looked' }>): State {
  const troubles = Object.fromEntries(Object.entries(state.troubles).filter(([name]) => name !== part));
  return { ...state, sights: { ...state.sights, [part]: sight }, troubles };
}

function opened(state: State, message: Extract<Message, { type: 'entry' | 'no-entry' }>): State {
  const { opened: open } = state.ui;
  // Something else has been opened since.
  if (open === null || open.row.place !== message.place) return state;
  return withUi(state, {
    opened: message.type === 'entry' ? { ...open, found: message.found } : { ...open, problem: message.why },
  });
}
