import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { locateHome, type Home } from '../edge/home.ts';
import { LeashError } from '../errors.ts';

export interface LauncherOptions {
  readonly npx: boolean;
  readonly observe: boolean;
  readonly home: Home;
  readonly platform: NodeJS.Platform;
  /** The program that runs now, and its script: `leash-mcp.js` lies beside that. */
  readonly node: string;
  readonly script: string;
}

/** The words by which a client starts `leash-mcp`, and the options that come with them. Throws `ERR_CLIENT_CONFIG`. */
export function launcherWords(options: LauncherOptions): {
  readonly program: readonly string[];
  readonly options: readonly string[];
} {
  const { home, observe } = options;
  // A client does not have the variable that names the home, and would take another one.
  const isOther = home.root !== locateHome(undefined, {}).root;
  return {
    program: programWords(options),
    options: [...(isOther ? ['--home', home.root] : []), ...(observe ? ['--observe'] : [])],
  };
}

/** Absolute paths, since a program with windows has a small PATH; or npx, which finds what is installed then. */
function programWords({ npx, platform, node, script }: LauncherOptions): readonly string[] {
  const beside = npx ? null : besideScript(script);
  // What npx has fetched for one run is gone when it tidies up.
  if (beside === null || /[\\/]_npx[\\/]/.test(beside)) {
    return [...(platform === 'win32' ? ['cmd', '/c'] : []), 'npx', '-y', 'leash-mcp'];
  }
  return [node, beside];
}

function besideScript(script: string): string {
  try {
    const real = realpathSync(script);
    const [ending = '.js'] = /\.\w+$/.exec(real) ?? [];
    return realpathSync(join(dirname(real), `leash-mcp${ending}`));
  } catch (error) {
    const message = `\`leash-mcp\` is not beside \`${script}\`; install the package anew, or add --npx`;
    throw new LeashError('ERR_CLIENT_CONFIG', message, { cause: error });
  }
}
