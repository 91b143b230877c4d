import { spawn } from 'node:child_process';

/** What a notice says; the texts may quote what came from outside. */
export interface DesktopNotice {
  readonly title: string;
  readonly body: string;
}

interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How each system shows a notice. INVARIANT: its texts are words, or variables, of a program; never part of a script. */
interface Notifier {
  readonly words: (notice: DesktopNotice) => readonly [command: string, ...args: string[]];
  readonly variables?: (notice: DesktopNotice) => Readonly<Record<string, string>>;
}

const FREE_DESKTOP: Notifier = {
  // The body may hold markup (Desktop Notifications Specification, Markup): what came from outside holds none.
  words: ({ title, body }) => ['notify-send', '--app-name=Leash', '--', title, withoutMarkup(body)],
};

const NOTIFIERS: ReadonlyMap<NodeJS.Platform, Notifier> = new Map<NodeJS.Platform, Notifier>([
  [
    'darwin',
    {
      words: ({ title, body }) => [
        'osascript',
        ...['on run argv', 'display notification (item 2 of argv) with title (item 1 of argv)', 'end run'].flatMap(
          (line) => ['-e', line],
        ),
        title,
        body,
      ],
    },
  ],
  [
    'win32',
    {
      words: () => [
        'powershell',
        '-NoProfile',
        '-NonInteractive',
        '-Command',
        [
          'Add-Type -AssemblyName System.Windows.Forms',
          '$icon = New-Object System.Windows.Forms.NotifyIcon',
          '$icon.Icon = [System.Drawing.SystemIcons]::Warning',
          '$icon.Visible = $true',
          '$icon.ShowBalloonTip(10000, $env:LEASH_NOTICE_TITLE, $env:LEASH_NOTICE_BODY, "Warning")',
          'Start-Sleep -Seconds 10',
          '$icon.Dispose()',
        ].join('; '),
      ],
      variables: ({ title, body }) => ({ LEASH_NOTICE_TITLE: title, LEASH_NOTICE_BODY: body }),
    },
  ],
]);

/** Shows a notice on the person's desktop, where there is one; false where there is none. Waits for nothing, and fails in silence. */
export function showNotice(notice: DesktopNotice, { platform, env }: Surroundings = process): boolean {
  const notifier = NOTIFIERS.get(platform) ?? FREE_DESKTOP;
  if (notifier === FREE_DESKTOP && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return false;
  const [command, ...args] = notifier.words(notice);
  const variables = notifier.variables?.(notice) ?? {};
  const shown = spawn(command, args, {
    stdio: 'ignore',
    detached: true,
    windowsHide: true,
    env: { ...env, ...variables },
  });
  // Not there: the notice is a courtesy, the call waits in every other place too.
  shown.on('error', () => undefined);
  shown.unref();
  return true;
}

const MARKUP: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
]);

function withoutMarkup(text: string): string {
  return text.replace(/[&<>]/g, (character) => MARKUP.get(character) ?? character);
}
