// Made-up secrets. They are put together when the tests run, so that no scanner takes this repository for a leak.

/** The same made-up characters at each run. */
export function made(length: number, alphabet: string = ALNUM, seed = 7): string {
  let state = seed + length;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    text += alphabet.charAt((state >>> 16) % alphabet.length);
  }
  return text;
}

export const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
export const HEX = '0123456789abcdef';
export const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
export const BASE64 = `${ALNUM}+/`;

/** What a person might choose. */
export const PASSWORD = ['S3cure', 'pass'].join('!');

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT that nobody has signed. */
export const JWT = [base64url({ alg: 'HS256', typ: 'JWT' }), base64url({ sub: '42', iat: 1 }), made(43)].join('.');

const KEY = 'KEY';

/** A private key that opens nothing, with the line breaks that are asked for. */
export function pem(kind = 'PRIVATE', lineBreak = '\n'): string {
  const armour = (word: string): string => `-----${word} ${kind} ${KEY}-----`;
  return [armour('BEGIN'), made(64, BASE64, 1), made(64, BASE64, 2), `${made(30, BASE64, 3)}==`, armour('END')].join(
    lineBreak,
  );
}

/** One token of each shape: its kind, and its parts from the prefix on. */
const TOKENS: readonly (readonly [kind: string, ...parts: readonly string[]])[] = [
  ['aws-access-key', 'AKIA', made(16, UPPER)],
  ['aws-access-key', 'ASIA', made(16, UPPER)],
  ['aws-session-token', 'IQoJb3JpZ2lu', made(300, BASE64)],
  ['github-token', 'ghp_', made(36)],
  ['github-token', 'ghs_', made(40)],
  ['github-token', 'ghs_', '123456_', JWT],
  ['github-token', 'github_pat_', made(22), '_', made(59)],
  ['gitlab-token', 'glpat-', made(20)],
  ['gitlab-token', 'glpat-', made(27), '.01.', made(9, 'abcdefghijk0123456789')],
  ['slack-token', 'xoxb-', made(12, '0123456789'), '-', made(24)],
  ['slack-token', 'xapp-', '1-', made(11, UPPER), '-', made(30)],
  ['slack-webhook', 'hooks.slack.com/', 'services/', `T${made(9, UPPER)}/B${made(9, UPPER)}/${made(24)}`],
  ['discord-webhook', 'discord.com/api/webhooks/', `${made(18, '0123456789')}/${made(68)}`],
  ['discord-token', 'MT', made(24), '.', made(6), '.', made(38)],
  ['telegram-token', '123456789', ':AA', made(33)],
  ['stripe-key', 'sk_live_', made(24)],
  ['stripe-key', 'rk_test_', made(24)],
  ['webhook-secret', 'whsec_', made(32)],
  ['google-api-key', 'AIza', made(35)],
  ['google-oauth-token', 'ya29.', made(60)],
  ['google-oauth-token', '1//0', made(60)],
  ['google-client-secret', 'GOCSPX-', made(28)],
  ['anthropic-key', 'sk-ant-', 'api03-', made(93), 'AA'],
  ['openai-key', 'sk-proj-', made(80)],
  ['openai-key', 'sk-', made(48)],
  ['openrouter-key', 'sk-or-', 'v1-', made(64, HEX)],
  ['groq-key', 'gsk_', made(52)],
  ['xai-key', 'xai-', made(80)],
  ['perplexity-key', 'pplx-', made(48)],
  ['replicate-token', 'r8_', made(37)],
  ['hugging-face-token', 'hf_', made(34)],
  ['npm-token', 'npm_', made(36)],
  ['pypi-token', 'pypi-AgE', made(100)],
  ['rubygems-key', 'rubygems_', made(48, HEX)],
  ['crates-token', 'cio', made(32)],
  ['docker-token', 'dckr_pat_', made(27)],
  ['sendgrid-key', 'SG.', made(22), '.', made(43)],
  ['twilio-key', 'SK', made(32, HEX)],
  ['mailgun-key', 'key-', made(32, HEX)],
  ['mailchimp-key', made(32, HEX), '-us', '12'],
  ['azure-key', 'AccountKey=', made(86, BASE64), '=='],
  ['azure-key', 'SharedAccessKey=', made(43, BASE64), '='],
  ['azure-client-secret', 'abc8', 'Q~', made(34)],
  ['digitalocean-token', 'dop_v1_', made(64, HEX)],
  ['databricks-token', 'dapi', made(32, HEX)],
  ['shopify-token', 'shpat_', made(32, HEX)],
  ['square-token', 'sq0atp-', made(22)],
  ['vault-token', 'hvs.', made(90)],
  ['terraform-token', made(14), '.atlasv1.', made(67)],
  ['doppler-token', 'dp.pt.', made(43)],
  ['doppler-token', 'dp.st.', 'prod.', made(43)],
  ['one-password-token', 'ops_eyJ', made(250)],
  ['linear-key', 'lin_api_', made(40)],
  ['notion-token', 'ntn_', made(46)],
  ['notion-token', 'secret_', made(43)],
  ['figma-token', 'figd_', made(40)],
  ['airtable-token', 'pat', made(14), '.', made(64, HEX)],
  ['atlassian-token', 'ATATT3', made(180)],
  ['postman-key', 'PMAK-', made(24, HEX), '-', made(34, HEX)],
  ['new-relic-key', 'NRAK-', made(27, UPPER)],
  ['grafana-token', 'glsa_', made(32), '_', made(8, HEX)],
  ['grafana-token', 'glc_eyJ', made(100, BASE64)],
  ['sentry-token', 'sntrys_eyJ', made(100), '_', made(43)],
  ['sentry-token', 'sntryu_', made(64, HEX)],
  ['tailscale-key', 'tskey-', 'auth-', made(12), '-', made(32)],
  ['supabase-key', 'sbp_', made(40, HEX)],
  ['supabase-key', 'sb_secret_', made(36)],
  ['planetscale-token', 'pscale_tkn_', made(43)],
  ['pulumi-token', 'pul-', made(40, HEX)],
  ['netlify-token', 'nfp_', made(36)],
  ['fly-token', 'fm2_', made(120, BASE64)],
  ['age-key', 'AGE-SECRET-KEY-1', made(58, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L')],
  ['jwt', JWT],
];

export const SAMPLES = TOKENS.map(([kind, ...parts]) => ({ kind, token: parts.join('') }));
