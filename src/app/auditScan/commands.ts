import { SECRET_PLACE } from './secretPlaces.ts';
import type { Trait } from './trait.ts';

/**
 * What a command line does beside being run, told by its words alone: nothing is run or expanded, so what hides behind a
 * variable or an encoding is not seen. Each part between `;`, `|`, `&` and line breaks is looked at by itself.
 */
export function commandTraits(text: string): ReadonlySet<Trait> {
  const command = text.slice(0, MAX_COMMAND);
  const traits = new Set<Trait>();
  const parts = command.split(/[;|&\n\r]+|\$\(|<\(|`/).map((part) => part.trim());
  for (const part of parts) {
    const words = part.split(/\s+/);
    const program = programOf(words);
    for (const { programs, needs, trait } of CLUES) {
      if (programs.has(program) && (needs === null || needs.test(part))) traits.add(trait);
    }
  }
  if (DOWNLOAD_RUN.test(command)) traits.add('download-run');
  return traits;
}

const MAX_COMMAND = 8 * 1024;

/** The program of a simple command: what stands before it sets variables, or runs what follows. */
function programOf(words: readonly string[]): string {
  const program = words.find((word) => !BEFORE.has(word) && !/^[A-Za-z_]\w*=/.test(word) && word !== '') ?? '';
  return (program.split(/[/\\]/).at(-1) ?? '').toLowerCase();
}

const BEFORE: ReadonlySet<string> = setOf('sudo env nohup time exec command nice xargs ( {');

interface Clue {
  readonly programs: ReadonlySet<string>;
  /** What the part must hold besides; null: nothing. */
  readonly needs: RegExp | null;
  readonly trait: Trait;
}

const READERS = `cat less more head tail cp scp rsync curl wget base64 xxd od strings grep egrep rg awk sed source . tar zip
  gzip openssl nc ncat type get-content gc python python3 node perl ruby jq`;

const CLUES: readonly Clue[] = [
  { programs: setOf(READERS), needs: SECRET_PLACE, trait: 'secret' },
  { programs: setOf('printenv'), needs: null, trait: 'secret' },
  { programs: setOf('security'), needs: /find-(?:generic|internet)-password|dump-keychain/i, trait: 'secret' },
  {
    programs: setOf('curl'),
    needs: /\s(?:-d|-F|-T|--data(?:-[a-z]+)?|--form|--upload-file|--json)(?:[\s=@]|$)|\s-X\s?(?:POST|PUT|PATCH)/,
    trait: 'send',
  },
  { programs: setOf('wget'), needs: /\s--(?:post-(?:data|file)|body-(?:data|file)|method)/, trait: 'send' },
  { programs: setOf('scp rsync sftp'), needs: /[\w.-]+@?[\w.-]*:/, trait: 'send' },
  { programs: setOf('nc ncat netcat socat telnet ftp sendmail mail mutt'), needs: null, trait: 'send' },
  {
    programs: setOf('invoke-webrequest iwr invoke-restmethod irm'),
    needs: /-body|-infile|-method\s+(?:post|put)/i,
    trait: 'send',
  },
  { programs: setOf('aws gsutil az rclone s3cmd'), needs: /\s(?:cp|sync|put|copy|upload)\s/, trait: 'send' },
  { programs: setOf('curl wget'), needs: null, trait: 'fetch' },
  { programs: setOf('rm shred unlink del rmdir'), needs: null, trait: 'delete' },
  { programs: setOf('find'), needs: /\s-delete\b/, trait: 'delete' },
  { programs: setOf('git'), needs: /\spush\b/, trait: 'publish' },
  { programs: setOf('npm yarn pnpm twine cargo gem'), needs: /\s(?:publish|upload)\b/, trait: 'publish' },
  { programs: setOf('gh'), needs: /\s(?:gist|issue|pr|release)\s+(?:create|comment|edit)/, trait: 'publish' },
];

/** A download that goes into an interpreter. */
const DOWNLOAD_RUN = new RegExp(
  [
    String.raw`\b(?:curl|wget|iwr|irm)\b[^|;&\n]{0,2000}\|\s*(?:sudo\s+)?(?:(?:ba|z|da|k)?sh|python3?|node|perl|ruby|iex)\b`,
    String.raw`\b(?:ba|z|da|k)?sh\s+(?:-c\s+)?["']?(?:<\(|\$\()\s*(?:curl|wget)\b`,
  ].join('|'),
  'i',
);

function setOf(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}
