import { readFileSync, existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { COMMANDS } from '../../src/cli/commands/table.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

/** The instructions of a Dockerfile, their continued lines joined. */
function instructions(text: string): readonly (readonly [word: string, rest: string])[] {
  const lines = text
    .replaceAll(/^#.*$/gm, '')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]);
}

describe('the Dockerfile', () => {
  const all = instructions(read('Dockerfile'));
  const of = (word: string): readonly string[] => all.flatMap(([name, rest]) => (name === word ? rest : []));
  const last = all.findLastIndex(([word]) => word === 'FROM');
  const final = all.slice(last);

  it('knows no word that Docker does not', () => {
    const known = ['ARG', 'FROM', 'WORKDIR', 'COPY', 'RUN', 'LABEL', 'ENV', 'USER', 'VOLUME', 'EXPOSE', 'STOPSIGNAL'];
    expect(
      all.map(([word]) => word).filter((word) => ![...known, 'HEALTHCHECK', 'ENTRYPOINT', 'CMD'].includes(word)),
    ).toEqual([]);
  });

  it('takes both of its images from arguments, of a version', () => {
    expect(of('FROM')).toEqual(['${BUILD_IMAGE} AS build', '${RUN_IMAGE}']);
    for (const argument of of('ARG')) expect(argument).toMatch(/^(BUILD|RUN)_IMAGE=node:\d+-bookworm(-slim)?$/);
  });

  it('runs as a user that is not root, by number, and gives the home to that user alone', () => {
    const users = final.filter(([word]) => word === 'USER').map(([, rest]) => rest);
    expect(users).toEqual(['10001:10001']);
    expect(of('RUN').at(-1)).toBe('install -d -m 0700 -o 10001 -g 10001 /data');
    // The program belongs to root: who runs it cannot change it.
    const copies = final.filter(([word]) => word === 'COPY').map(([, rest]) => rest);
    expect(copies.length).toBeGreaterThan(3);
    expect(copies.filter((copy) => !copy.includes('--chown=root:root'))).toEqual([]);
  });

  it('copies no folder as a whole, and only what is there and not ignored', () => {
    const kept: readonly string[] = read('.dockerignore').match(/^!(.+)$/gm) ?? [];
    const sources = all
      .slice(0, last)
      .filter(([word]) => word === 'COPY')
      .flatMap(([, rest]) => rest.split(' ').slice(0, -1));
    expect(sources).not.toContain('.');
    expect(sources.filter((source) => !existsSync(join(root, source)))).toEqual([]);
    expect(sources.filter((source) => !kept.includes(`!${source}`))).toEqual([]);
    expect(
      read('.dockerignore')
        .split('\n')
        .filter((line) => !line.startsWith('#'))[0],
    ).toBe('*');
  });

  it('copies every folder that the build reads', () => {
    const built = ['bin', 'src', 'scanner', 'policies'];
    const copied = of('COPY').flatMap((rest) => rest.split(' ').slice(0, -1));
    expect(built.filter((folder) => !copied.includes(folder))).toEqual([]);
  });

  it('installs by the lock file, and lets one package alone run its scripts', () => {
    const runs = of('RUN').join('\n');
    expect(runs).toContain('npm ci --ignore-scripts');
    expect(runs).toContain('npm rebuild sqlite3');
    expect(runs).not.toMatch(/npm install|curl|wget|apt-get|\bsudo\b/);
    expect(of('ADD')).toEqual([]);
  });

  it('holds no secret, and asks its own health without a shell', () => {
    for (const line of [...of('ENV'), ...of('ARG')]) expect(line).not.toMatch(/token|secret|password|key=/i);
    const [health = ''] = of('HEALTHCHECK');
    const command: unknown = JSON.parse(health.slice(health.indexOf('[')));
    expect(command).toEqual(['node', '-e', expect.stringContaining("fetch('http://127.0.0.1:8000/health')")]);
  });

  it('starts a command that there is, with options that it knows', () => {
    const words: unknown = JSON.parse(of('CMD')[0] ?? '');
    const [name, ...rest] = Array.isArray(words) ? words.map(String) : [];
    const command = COMMANDS.flatMap(({ commands }) => commands).find(({ usage }) => usage.split(' ')[0] === name);
    const flags = (command?.options ?? []).map(([flag]) => flag.split(/[ ,]/)[0]);
    expect(rest.filter((word) => word.startsWith('--')).filter((flag) => !flags.includes(flag))).toEqual([]);
    expect(command).toBeDefined();
  });
});

describe('compose.yaml', () => {
  const { services, volumes } = parse(read('compose.yaml')) as Record<string, Record<string, Record<string, unknown>>>;
  const leash = services?.['leash'] ?? {};

  it('gives the container nothing that it does not need', () => {
    expect(leash).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
    expect(leash).not.toHaveProperty('privileged');
    expect(leash).not.toHaveProperty('network_mode');
    expect(leash).not.toHaveProperty('user', 'root');
  });

  it('publishes its port to this machine alone, and keeps the home in a volume', () => {
    expect(leash['ports']).toEqual(['127.0.0.1:8000:8000']);
    expect(leash['volumes']).toEqual(['home:/data']);
    expect(Object.keys(volumes ?? {})).toEqual(['home']);
  });
});

interface Workflow {
  readonly on: unknown;
  readonly permissions: unknown;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions?: Readonly<Record<string, string>>;
        readonly needs?: string;
        readonly 'timeout-minutes'?: number;
        readonly steps: readonly { readonly uses?: string; readonly run?: string; readonly with?: object }[];
      }
    >
  >;
}

describe('the release workflow', () => {
  const text = read('.github/workflows/release.yml');
  const workflow = parse(text) as Workflow;
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, { steps: own }]) => own);

  it('starts on a tag alone, and checks before it publishes', () => {
    expect(workflow.on).toEqual({ push: { tags: ['v*.*.*'] } });
    for (const [name, job] of jobs) if (name !== 'check') expect(job.needs).toBe('check');
    expect(workflow.jobs['check']?.steps.at(-1)?.run).toBe('.ci/run');
  });

  it('gives each job only the rights that it names', () => {
    expect(workflow.permissions).toEqual({});
    expect(Object.fromEntries(jobs.map(([name, { permissions }]) => [name, permissions]))).toEqual({
      check: { contents: 'read' },
      npm: { contents: 'write', 'id-token': 'write' },
      image: { contents: 'read', packages: 'write', 'id-token': 'write' },
    });
    for (const [, job] of jobs) expect(job['timeout-minutes']).toBeGreaterThan(0);
  });

  it('names every action by a version, and knows no secret', () => {
    const uses = steps.flatMap((step) => step.uses ?? []);
    expect(uses.length).toBeGreaterThan(5);
    for (const action of uses) expect(action).toMatch(/^[\w.-]+\/[\w.-]+@(v\d+|[0-9a-f]{40})$/);
    expect(text).not.toMatch(/secrets\.|NPM_TOKEN|NODE_AUTH_TOKEN/);
  });

  it('lets no text from outside become a part of a command', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{');
  });

  it('publishes with provenance, for two platforms, signed and with bills of materials', () => {
    const runs = steps.flatMap(({ run }) => run ?? []).join('\n');
    expect(runs).toContain('npm publish --provenance');
    expect(runs).toContain('npm sbom');
    expect(runs).toContain('cosign sign --yes');
    const build = steps.find(({ uses }) => uses?.startsWith('docker/build-push-action') === true);
    expect(build?.with).toMatchObject({ platforms: 'linux/amd64,linux/arm64', provenance: 'mode=max', sbom: true });
  });
});
