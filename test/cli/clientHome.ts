import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import { locateHome, type Home } from '../../src/edge/home.ts';
import { emptyFolder } from './home.ts';

/** A user whose Cursor is set up; the settings are their only ones. */
export function userOfCursor(settings: object | string): {
  readonly home: Home;
  readonly file: string;
  readonly text: () => string;
} {
  const folder = emptyFolder();
  vi.stubEnv('HOME', folder);
  vi.stubEnv('XDG_CONFIG_HOME', '');
  vi.stubEnv('CODEX_HOME', '');
  const file = join(folder, '.cursor/mcp.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof settings === 'string' ? settings : JSON.stringify({ mcpServers: settings }, null, 2));
  return { home: locateHome(join(folder, 'leash'), {}), file, text: () => readFileSync(file, 'utf8') };
}
