/** What a rule is about, for people who have not read its code. */
export interface RuleHelp {
  readonly title: string;
  readonly help: string;
}

/** The help on a rule; a rule without one still gets a title. */
export function ruleHelp(rule: string): RuleHelp {
  return HELP.get(rule) ?? { title: `The rule ${rule}`, help: REVIEW };
}

const REVIEW =
  'Read the text at the place that is named as a model would read it, and decide whether the tool has a reason to say that.';

const HELP: ReadonlyMap<string, RuleHelp> = new Map(
  Object.entries({
    'argument-hijack': {
      title: 'Text that changes what the user asked for',
      help: 'A description has the agent replace or add values in a call: another recipient, another address, another amount. A tool describes its own arguments; it does not decide what goes into them.',
    },
    'authority-claim': {
      title: 'Text that claims rank over user or system',
      help: 'A description claims to be policy, to come from the system, or to outrank the user. Nothing that a server writes has such rank.',
    },
    'safeguard-bypass': {
      title: 'Text that gets around checks',
      help: 'A description wants checks, permissions, filters or reviews passed by. What needs that should be refused.',
    },
    'offensive-capability': {
      title: 'A tool whose declared purpose is an attack',
      help: 'By its own words the tool steals credentials, breaks into systems, spreads or destroys. Give it to an agent only where that is the work at hand.',
    },
    'name-collision': {
      title: 'A name that passes for another tool',
      help: 'The name equals, or nearly equals, that of a tool of another server or of the same list, so that calls may reach the wrong one. Rename it, or leave one of the two out.',
    },
    'command-instruction': {
      title: 'Shell lines that a description has no need for',
      help: 'A description holds commands that fetch and run, open permissions or connect back. An agent that has a shell may run them.',
    },
    'consent-bypass': {
      title: 'Text that takes the person out of the loop',
      help: 'A description has the agent act without asking, or take consent for granted. Whether a person is asked is for policy to say.',
    },
    contradiction: {
      title: 'A tool that contradicts itself',
      help: 'Name, text, arguments and hints do not agree, such as a tool that calls itself read-only and takes a command. Trust what it can do, not what it says.',
    },
    'cross-server-reference': {
      title: 'Text that names a tool of another server',
      help: 'A description tells the agent something about a tool that its server does not own. That is how one server takes over the tools of others.',
    },
    'exfiltration-parameter': {
      title: 'An argument that asks for what no tool needs',
      help: 'An argument wants the system prompt, the conversation, the list of tools or secrets. Whatever the agent puts there, the server gets.',
    },
    exfiltration: {
      title: 'Text that has data leave',
      help: 'A description orders, or merely states, that data is sent somewhere or taken along in a call. Look for what is sent and to whom.',
    },
    'fake-speaker': {
      title: 'Text dressed up as another speaker',
      help: 'Pseudo tags, role markers or notes to the machine make a description look like a message of the system, the user or the assistant.',
    },
    'forced-use': {
      title: 'Text that has a tool called always',
      help: 'A description wants the tool called first, with every request or without end, whatever the user asked for.',
    },
    'hidden-text': {
      title: 'Characters that a person does not see',
      help: 'The text holds invisible, reordering, look-alike or padded-away characters: a person and a model read two different texts. The finding names the characters.',
    },
    'instruction-override': {
      title: 'Text that sets earlier instructions aside',
      help: 'A description tells the agent to ignore, forget or replace what it was told before.',
    },
    'leaked-secret': {
      title: 'What looks like a live secret',
      help: 'A definition holds something like a key or a token. It reaches every model and every log that sees the tool: have it revoked.',
    },
    'foreign-instruction': {
      title: 'An order in another language',
      help: 'Among English text stands an order to the agent in another language, where reviewers may pass over it.',
    },
    pressure: {
      title: 'Threats and urgency',
      help: 'A description lends an order weight with consequences: lost data, violations, security. Alone it means little.',
    },
    secrecy: {
      title: 'Text that wants something kept from the user',
      help: 'A description asks for silence, disguise or covert acts. A tool has nothing to hide from the person it works for.',
    },
    'selection-manipulation': {
      title: 'Text that advertises a tool against its rivals',
      help: 'A description wants to be preferred over other tools, so that the agent picks it for more than it is for.',
    },
    'sensitive-access': {
      title: 'Text that has secrets read',
      help: 'A description has keys, credentials or private files read, copied or passed on.',
    },
    'tool-steering': {
      title: 'Text that has other tools called',
      help: 'A description makes a call of another tool the condition or the consequence of its own. The user asked for neither.',
    },
    'packed-text': {
      title: 'Text that was packed to be unseen',
      help: 'Unpacked (from an encoding, a comment, tags), a stretch of the text says what it does not say in the open.',
    },
    'oversized-definition': {
      title: 'A definition larger or deeper than any real one',
      help: 'There is more of it than is read by people or scanners. Refuse the tool, or have it made smaller.',
    },
    'malformed-tool': {
      title: 'An entry of the list that is no tool',
      help: 'The server listed something that is not a tool definition. No honest client can use it.',
    },
  }),
);
