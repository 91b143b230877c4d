import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG, parseConfig } from '../../src/app/config.ts';
import { readYaml } from '../../src/edge/yamlSource.ts';

function parse(text: string) {
  const { node, problems } = readYaml('config.yaml', Buffer.from(text));
  if (node === null) throw new Error(JSON.stringify(problems));
  return parseConfig('config.yaml', node);
}

describe('parseConfig', () => {
  it('sets what the file names and keeps the defaults for the rest', () => {
    const { config, problems } = parse('list: all\naudit:\n  durability: process\n  openings_days: 0\n');
    expect(problems).toEqual([]);
    expect(config).toEqual({ ...DEFAULT_CONFIG, list: 'all', durability: 'process', openingsDays: 0 });
  });

  it('reports every problem at its spot, with what is expected', () => {
    const { problems } = parse(
      'lst: all\nlist: some\nmax_depth: 1.5\nmax_line_bytes: "64"\naudit:\n  durabilty: full\n',
    );
    expect(problems.map(({ at, message }) => `${at.line}:${at.column} ${message}`)).toEqual([
      '1:1 unknown setting `lst`, did you mean `list`?',
      '2:7 `list` takes `filter` or `all`',
      '3:12 `max_depth` takes a whole number from 8 to 1000',
      '4:17 `max_line_bytes` takes a whole number from 1024 to 536870912',
      '6:3 unknown setting `audit.durabilty`, did you mean `durability`?',
    ]);
  });

  it('takes issuers under either of their names, and not under both', () => {
    const issuers = (name: string, issuer: string): string => `${name}:\n  issuers:\n    - issuer: ${issuer}\n`;
    for (const name of ['identity', 'auth']) {
      const { config, problems } = parse(issuers(name, 'https://a.example'));
      expect([config.auth.issuers.length, problems]).toEqual([1, []]);
    }
    const both = issuers('auth', 'https://a.example') + issuers('identity', 'https://b.example');
    expect(parse(both).problems.map(({ message }) => message)).toEqual([
      '`identity.issuers` and `auth.issuers` are one setting: keep the first of the two',
    ]);
  });

  it('reads what is asked of agents', () => {
    const { config, problems } = parse('agents:\n  require_verified: true\n  token_audience: api://leash\n');
    expect([config.agents, problems]).toEqual([{ requireVerified: true, tokenAudience: 'api://leash' }, []]);
    const wrong = parse('agents:\n  require_verified: "yes"\n  token_audience: ""\n').problems;
    expect(wrong.map(({ message }) => message)).toEqual([
      '`agents.require_verified` takes `true` or `false`',
      '`agents.token_audience` takes a text of up to 512 characters',
    ]);
  });

  it('reads who is let in, and reports what is wrong with it at its spot', () => {
    const sha256 = 'ab'.repeat(32);
    const { config, problems } = parse(
      `auth:\n  tokens:\n    - {agent: alice, sha256: ${sha256}}\n  issuers:\n    - issuer: https://auth.example\n`,
    );
    expect(problems).toEqual([]);
    expect(config.auth.tokens).toEqual([{ agent: 'alice', sha256 }]);
    expect(config.auth.issuers).toMatchObject([{ issuer: 'https://auth.example', agentClaim: 'sub' }]);
    const wrong = parse(`auth:\n  token: []\n  tokens:\n    - {agent: alice, sha256: x}\n  issuers: all\n`).problems;
    expect(wrong.map(({ at, message }) => `${at.line}:${at.column} ${message}`)).toEqual([
      '2:3 unknown setting `auth.token`, did you mean `tokens`?',
      '4:30 `auth.tokens.sha256` takes 64 hex digits, as `leash token new` prints them',
      '5:12 `auth.issuers` takes a list',
    ]);
  });

  it('reads what is done with what servers say of themselves', () => {
    const { config, problems } = parse(
      'scan:\n  block: warn\nnew_tools: quarantine\nfirst_sight: quarantine\nnew_identity: scan\nunlisted: deny\ninvisible: strip\n',
    );
    expect(problems).toEqual([]);
    expect(config.pins).toEqual({
      block: 'warn',
      newTools: 'quarantine',
      firstSight: 'quarantine',
      newIdentity: 'scan',
      unlisted: 'deny',
      invisible: 'strip',
    });
    expect(parse('new_tools: some\nscan: hide\ninvisibel: strip\n').problems.map(({ message }) => message)).toEqual([
      '`new_tools` takes `scan`, `quarantine` or `allow`',
      'expected settings: `block`',
      'unknown setting `invisibel`, did you mean `invisible`?',
    ]);
  });

  it('reads whether hooks leave a resident behind', () => {
    expect(parse('list: all').config.hook).toEqual({ resident: true });
    expect(parse('hook:\n  resident: off\n').config.hook).toEqual({ resident: false });
    expect(parse('hook:\n  resident: no\n').problems.map(({ message }) => message)).toEqual([
      '`hook.resident` takes `on` or `off`',
    ]);
  });

  it('reads how persons are asked', () => {
    const { config, problems } = parse('approvals:\n  elicitation: off\n  timeout: 30\n');
    expect(problems).toEqual([]);
    expect(config.approvals).toEqual({ elicitation: false, timeout: 30, notify: false });
    expect(parse('list: all').config.approvals).toEqual({ elicitation: null, timeout: 120, notify: false });
    const wrong = parse('approvals:\n  elicitation: no\n  timeout: 0\n  timout: 1\n').problems;
    expect(wrong.map(({ message }) => message)).toEqual([
      '`approvals.elicitation` takes `on` or `off`',
      '`approvals.timeout` takes a whole number from 1 to 86400',
      'unknown setting `approvals.timout`, did you mean `timeout`?',
    ]);
  });

  it('refuses a file that is no map of settings', () => {
    expect(parse('- list').problems).toHaveLength(1);
  });
});
