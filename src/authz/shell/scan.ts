import { ALONE, BROKEN_LINE, TRANSPARENT, UNKNOWN } from './grammar.ts';
import { readHeredoc, type Heredoc } from './heredoc.ts';
import { unparsable, type Part, type Redirection, type ShellWord, type SimpleCommand } from './word.ts';

/** Far above any command that somebody could judge. */
const MAX_LENGTH = 64 * 1024;
const MAX_COMMANDS = 200;
const MAX_DEPTH = 8;

/**
 * Finds every simple command of a script for `sh`, `bash` or `zsh`, in whatever it is wrapped: lists, pipes, subshells,
 * substitutions, loops. It is no interpreter: each command that may run is one that runs. What it is not sure of throws
 * `Unparsable`, so that a mistake here denies.
 */
export function scanScript(script: string, depth = 0): readonly SimpleCommand[] {
  if (script.length > MAX_LENGTH) unparsable(`it is longer than ${MAX_LENGTH} characters`);
  if (depth > MAX_DEPTH) unparsable('it nests too deep');
  // Readers differ in what they take these for, and no command needs them.
  if (/[\0-\x08\x0b-\x1f\x7f]/.test(script)) unparsable('it holds control characters');
  const scanner = new Scanner(script, depth);
  scanner.list(null);
  return scanner.commands;
}

class Scanner {
  readonly commands: SimpleCommand[] = [];
  readonly #text: string;
  readonly #depth: number;
  readonly #heredocs: Heredoc[] = [];
  #at = 0;
  #nesting = 0;

  constructor(text: string, depth: number) {
    this.#text = text;
    this.#depth = depth;
  }

  /** Reads commands up to the end, or to what closes the list. */
  list(close: ')' | null): void {
    for (;;) {
      this.#blanks();
      const next = this.#peek();
      if (next === '') {
        if (close !== null || this.#heredocs.length > 0) unparsable('something in it is not closed');
        return;
      }
      if (next === ')') {
        if (close === null) unparsable('it has a `)` too many');
        if (this.#heredocs.length > 0) unparsable('a here-document in it does not end');
        this.#at += 1;
        return;
      }
      if (next === '\n') this.#newline();
      else if (next === '(') this.#subshell();
      else if (';&|'.includes(next)) this.#separator();
      else this.#command();
    }
  }

  #subshell(): void {
    if (this.#text.startsWith('((', this.#at)) unparsable('it has arithmetic');
    this.#at += 1;
    this.#nested(() => this.list(')'));
  }

  #separator(): void {
    const operator = /;;|;&|&&|\|\||\|&|[;&|]/y;
    operator.lastIndex = this.#at;
    const [found = ''] = operator.exec(this.#text) ?? [];
    if (found.startsWith(';') && found !== ';') unparsable('it has a `case`');
    this.#at += found.length;
  }

  #command(): void {
    const start = this.#at;
    const words: ShellWord[] = [];
    const assignments: { name: string; value: ShellWord }[] = [];
    const redirections: Redirection[] = [];
    for (;;) {
      this.#blanks();
      const next = this.#peek();
      if (next === '' || '\n;|)'.includes(next) || (next === '&' && !this.#text.startsWith('&>', this.#at))) break;
      if (next === '(') unparsable('it defines a function, or uses a pattern of `zsh`');
      if (this.#redirection(redirections)) continue;
      const assignment = words.length === 0 ? this.#assignment() : null;
      if (assignment !== null) {
        assignments.push(assignment);
        continue;
      }
      const { word, bare } = this.#word();
      if (words.length === 0 && assignments.length === 0 && bare !== null) {
        if (UNKNOWN.has(bare)) unparsable(`it has a \`${bare}\``);
        if (bare === 'for') {
          this.#loopWords();
          return;
        }
        if (TRANSPARENT.has(bare)) {
          // What follows begins a command of its own.
          if (redirections.length > 0) this.#push(start, { words, assignments, redirections });
          return;
        }
      }
      // `zsh` takes what stands between them for commands, wherever they stand.
      if (bare === '{' || bare === '}') unparsable('it has a brace behind a command');
      words.push(word);
    }
    this.#push(start, { words, assignments, redirections });
  }

  #push(start: number, command: Omit<SimpleCommand, 'source'>): void {
    if (this.commands.length >= MAX_COMMANDS) unparsable(`it has more than ${MAX_COMMANDS} commands`);
    this.commands.push({ source: this.#text.slice(start, this.#at).trim(), ...command });
  }

  /** `for NAME in WORDS`: the words are only read for what they run; the body follows as commands. */
  #loopWords(): void {
    this.#blanks();
    const { bare } = this.#word();
    this.#blanks();
    const isListed = this.#text.startsWith('in ', this.#at);
    // Without a list, `do` may follow at once, and what it does.
    if (bare === null || !/^[A-Za-z_]\w*$/.test(bare) || !isListed) unparsable('it has a `for` of another kind');
    for (;;) {
      this.#blanks();
      const next = this.#peek();
      if (next === '' || next === ';' || next === '\n') return;
      if ('&|()<>'.includes(next)) unparsable('it has a `for` of another kind');
      this.#word();
    }
  }

  #assignment(): { name: string; value: ShellWord } | null {
    const pattern = /([A-Za-z_]\w*)\+?=/y;
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found?.[1] === undefined) return null;
    this.#at += found[0].length;
    const next = this.#peek();
    if (next === '(') unparsable('it assigns a list');
    const isEmpty = next === '' || ' \t\n;&|)<>'.includes(next);
    return { name: found[1], value: isEmpty ? { kind: 'plain', text: '' } : this.#word().word };
  }

  /** Reads a redirection where one stands; what it does to a descriptor alone is nothing to judge. */
  #redirection(into: Redirection[]): boolean {
    const pattern = /(?:\d{0,3}|\{\w+\})(<<<|<<-?|<>|<&|>>|>\||>&|<(?!\()|>(?!\())|(&>>?)/y;
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return false;
    const operator = found[1] ?? found[2] ?? '';
    this.#at += found[0].length;
    // A line that goes on here would make another operator of it.
    while (' \t'.includes(this.#peek()) && this.#peek() !== '') this.#at += 1;
    if (this.#peek() === '' || '\n;&|()<>#'.includes(this.#peek())) unparsable('a redirection in it leads nowhere');
    if (operator.startsWith('<<') && operator !== '<<<') {
      this.#openHeredoc(operator === '<<-');
      return true;
    }
    const { word } = this.#word();
    if (operator === '<<<') return true;
    if (operator.startsWith('&')) {
      this.#blanks();
      // To `sh` the first sign ends a command, and what stands behind the file is another one.
      if (!/^[\n;|)]?$/.test(this.#peek())) unparsable('a redirection in it has something behind it');
    }
    const isDescriptor = word.kind === 'plain' && /^(\d+-?|-)$/.test(word.text);
    if (operator.endsWith('&') && isDescriptor) return true;
    if (operator !== '<' && operator !== '<&') into.push({ does: 'writes', target: word });
    if (operator.startsWith('<')) into.push({ does: 'reads', target: word });
    return true;
  }

  #openHeredoc(stripsTabs: boolean): void {
    const start = this.#at;
    const { word } = this.#word();
    const source = this.#text.slice(start, this.#at);
    if (word.kind !== 'plain' || !/^(['"]?)[\w.-]+\1$/.test(source))
      unparsable('a here-document in it ends in an odd word');
    this.#heredocs.push({ delimiter: word.text, isQuoted: source !== word.text, stripsTabs });
  }

  /** The bodies of here-documents stand behind the line that names them. */
  #newline(): void {
    this.#at += 1;
    for (const heredoc of this.#heredocs.splice(0)) this.#heredoc(heredoc);
  }

  #heredoc(heredoc: Heredoc): void {
    const { body, end } = readHeredoc(this.#text, this.#at, heredoc);
    this.#at = end;
    if (!heredoc.isQuoted) this.#substitutionsIn(body);
  }

  /** What a text that is expanded runs while that happens. */
  #substitutionsIn(text: string): void {
    if (this.#depth >= MAX_DEPTH) unparsable('it nests too deep');
    const inner = new Scanner(text, this.#depth + 1);
    inner.#expanded('');
    this.commands.push(...inner.commands);
  }

  #word(): { readonly word: ShellWord; readonly bare: string | null } {
    const start = this.#at;
    const part: Part = { text: '', expands: false, isQuoted: false };
    for (;;) {
      const next = this.#peek();
      if (next === '' || ' \t\n;&|)'.includes(next)) break;
      if ('<>'.includes(next)) {
        if (this.#text[this.#at + 1] !== '(') break;
        this.#at += 2;
        part.expands = true;
        this.#nested(() => this.list(')'));
      } else if (next === '(') unparsable('it defines a function, or uses a pattern of `zsh`');
      else this.#piece(part, next);
    }
    if (this.#at === start) unparsable('a word in it cannot be read');
    const source = this.#text.slice(start, this.#at);
    // Quoted, a tilde is a tilde; and those of other users lead where nobody here knows.
    if (part.text.startsWith('~') && (part.isQuoted || !/^~(\/|$)/.test(part.text))) part.expands = true;
    if (ALONE.test(source)) part.expands = false;
    if (part.expands) return { word: { kind: 'expands', source }, bare: null };
    return { word: { kind: 'plain', text: part.text }, bare: part.isQuoted ? null : part.text };
  }

  #piece(part: Part, next: string): void {
    switch (next) {
      case "'":
        part.isQuoted = true;
        part.text += this.#until("'");
        return;
      case '"':
        part.isQuoted = true;
        this.#at += 1;
        this.#expanded('"', part);
        return;
      case '\\':
        part.isQuoted = true;
        part.text += this.#escaped();
        return;
      case '$':
      case '`':
        part.expands = true;
        this.#expansion();
        return;
      default:
        this.#at += 1;
        if ('*?[{}'.includes(next)) part.expands = true;
        // `=ls` and `^x` are paths and patterns to `zsh`.
        else if ((next === '=' && part.text === '' && !part.isQuoted) || next === '^') part.expands = true;
        else if (next === '#' && part.text === '' && !part.isQuoted)
          unparsable('it has a comment where there can be none');
        part.text += next;
    }
  }

  /** Reads up to a double quote, or to the end, and runs into whatever is run on the way. */
  #expanded(close: '"' | '', part: Part = { text: '', expands: false, isQuoted: true }): void {
    for (;;) {
      const next = this.#peek();
      if (next === close) {
        this.#at += close.length;
        return;
      }
      if (next === '') unparsable('a quote in it is not closed');
      if (next === '\\') {
        const escaped = this.#text[this.#at + 1] ?? '';
        if (escaped === '\n' || escaped === '') unparsable(BROKEN_LINE);
        part.text += '$`"\\'.includes(escaped) ? escaped : `\\${escaped}`;
        this.#at += 2;
      } else if (next === '`' || (next === '$' && !/["\s]|^$/.test(this.#text[this.#at + 1] ?? ''))) {
        part.expands = true;
        this.#expansion();
      } else {
        // A dollar that nothing follows stands for itself.
        part.text += next;
        this.#at += 1;
      }
    }
  }

  /** Reads what a `$` or a backquote begins. */
  #expansion(): void {
    if (this.#peek() === '`') {
      const script = this.#until('`');
      if (script.includes('\\')) unparsable('it has a backslash in backquotes');
      this.#nested(() => this.commands.push(...scanScript(script, this.#depth + 1)));
      return;
    }
    const next = this.#text[this.#at + 1] ?? '';
    if (next === '(') {
      if (this.#text.startsWith('$((', this.#at)) unparsable('it has arithmetic');
      this.#at += 2;
      this.#nested(() => this.list(')'));
    } else if (next === '{') {
      const found = /\$\{[#!]?\w+(?:\[[@*\w]+\])?(?:[:%#/^,+=?-][^{}$`"'\\]*)?\}/y;
      found.lastIndex = this.#at;
      const [whole] = found.exec(this.#text) ?? [];
      // What stands in it may run something too.
      if (whole === undefined || /@[PE]\}$/.test(whole)) unparsable('a variable in it is more than its name');
      this.#at += whole.length;
    } else if (next === "'" || next === '"' || next === '[') unparsable('it has a quote of another kind');
    else this.#at += 1;
  }

  /** A single-quoted text, or a backquoted one in which a backslash escapes. */
  #until(close: "'" | '`'): string {
    const start = this.#at + 1;
    for (let at = start; at < this.#text.length; at++) {
      const here = this.#text[at];
      if (close === '`' && here === '\\') at += 1;
      else if (here === close) {
        this.#at = at + 1;
        return this.#text.slice(start, at);
      }
    }
    return unparsable('a quote in it is not closed');
  }

  #escaped(): string {
    const next = this.#text[this.#at + 1] ?? '';
    // Lines are joined before words are told apart: what looks like two words may be one, or an operator.
    if (next === '\n' || next === '') unparsable(BROKEN_LINE);
    this.#at += 2;
    return next;
  }

  #nested(read: () => void): void {
    if (this.#nesting >= MAX_DEPTH) unparsable('it nests too deep');
    if (this.#heredocs.length > 0) unparsable('it has a substitution behind a here-document');
    this.#nesting += 1;
    read();
    this.#nesting -= 1;
  }

  /** Blanks, lines that go on, and comments. */
  #blanks(): void {
    const blank = /(?:[ \t]|\\\n)*/y;
    blank.lastIndex = this.#at;
    blank.exec(this.#text);
    this.#at = blank.lastIndex;
    if (this.#peek() !== '#') return;
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end === -1 ? this.#text.length : end;
  }

  #peek(): string {
    return this.#text[this.#at] ?? '';
  }
}
