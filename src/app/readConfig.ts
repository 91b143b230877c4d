import { join } from 'node:path';
import { readConfigFile } from '../edge/configFile.ts';
import type { Home } from '../edge/home.ts';
import { formatProblem } from '../edge/policyProblems.ts';
import { readYaml } from '../edge/yamlSource.ts';
import { DEFAULT_CONFIG, parseConfig, type Config } from './config.ts';

/** The settings of a home; the defaults where there are problems, each a line of its own. */
export interface ConfigReading {
  readonly config: Config;
  readonly problems: readonly string[];
}

/** Reads `config.yaml` in the home; without one, the defaults hold. Never throws. */
export function readConfig(home: Home): ConfigReading {
  const file = join(home.root, 'config.yaml');
  try {
    const bytes = readConfigFile(file);
    if (bytes === null || isBlank(bytes)) return { config: DEFAULT_CONFIG, problems: [] };
    const { node, problems } = readYaml(file, bytes);
    const read = node === null ? null : parseConfig(file, node);
    const all = [...problems, ...(read?.problems ?? [])];
    if (read !== null && all.length === 0) return { config: read.config, problems: [] };
    return { config: DEFAULT_CONFIG, problems: all.map(formatProblem) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { config: DEFAULT_CONFIG, problems: [`${file} cannot be read (${why})`] };
  }
}

/** Nothing but comments: every setting is commented out. */
function isBlank(bytes: Uint8Array): boolean {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8').split(/\r?\n/);
  return lines.every((line) => /^\uFEFF?\s*(#|$)/.test(line));
}
