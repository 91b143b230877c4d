import { hasChecksum } from './checksum.ts';
import { isJwt } from './jwt.ts';

/** What the tokens of an issuer look like. */
export interface TokenShape {
  readonly kind: string;
  /** What each of them begins with, or holds where `lead` says what stands before it. */
  readonly prefixes: readonly string[];
  /** What follows, from there on. INVARIANT: no repetition inside a repetition, and each one bounded. */
  readonly body: RegExp;
  /** What stands before the prefix and belongs to the token; at most 40 characters, ending where the prefix begins. */
  readonly lead?: RegExp;
  /** True of real ones only: then neither entropy nor words that examples hold are asked about. */
  readonly isCertain?: (body: string) => boolean;
  /** False of what is no token after all. */
  readonly isValid?: (token: string) => boolean;
  /** Least entropy of what follows the prefix, in bits a character. */
  readonly entropy?: number;
}

/** Least entropy where a shape says nothing: examples of repeated characters and words stay below it. */
export const USUAL_ENTROPY = 2.8;

/** Publishable keys and ids that grant nothing are left out. */
export const SHAPES: readonly TokenShape[] = [
  { kind: 'aws-access-key', prefixes: ['AKIA', 'ASIA', 'ABIA', 'ACCA'], body: /[A-Z0-9]{16}(?![A-Za-z0-9_])/y },
  {
    kind: 'aws-session-token',
    prefixes: ['IQoJb3JpZ2lu', 'FwoGZXIvYXdz', 'FQoGZXIvYXdz'],
    body: /[A-Za-z0-9+/]{100,3000}={0,2}/y,
    entropy: 4,
  },
  {
    kind: 'github-token',
    prefixes: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'],
    body: /[A-Za-z0-9]{36,255}/y,
    isCertain: hasChecksum,
  },
  { kind: 'github-token', prefixes: ['github_pat_'], body: /[A-Za-z0-9]{22}_[A-Za-z0-9]{59}/y },
  // Since 2026 an installation's token is an app's id and a JWT.
  { kind: 'github-token', prefixes: ['ghs_'], body: /[0-9]{1,12}_eyJ[\w.-]{60,2000}/y },
  {
    kind: 'gitlab-token',
    prefixes: [
      'glpat-',
      'gldt-',
      'glrt-',
      'glrtr-',
      'glptt-',
      'glcbt-',
      'glft-',
      'glimt-',
      'glagent-',
      'gloas-',
      'glsoat-',
    ],
    body: /[\w-]{20,300}(?:\.[a-z0-9]{2}\.[a-z0-9]{9})?/y,
  },
  {
    kind: 'slack-token',
    prefixes: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxe-', 'xoxc-', 'xoxd-'],
    body: /[\w%-]{20,300}/y,
  },
  { kind: 'slack-token', prefixes: ['xoxe.xoxb-', 'xoxe.xoxp-', 'xapp-'], body: /[0-9]-[\w-]{20,300}/y },
  {
    kind: 'slack-webhook',
    prefixes: ['hooks.slack.com/'],
    body: /(?:services|workflows|triggers)\/[A-Z0-9]{6,14}\/[A-Z0-9]{6,14}\/[A-Za-z0-9]{16,40}/y,
  },
  { kind: 'discord-webhook', prefixes: ['discord.com/api/webhooks/'], body: /[0-9]{16,20}\/[\w-]{50,90}/y },
  {
    kind: 'discord-token',
    // The id of a bot in base 64, which begins with a digit of an id.
    prefixes: ['MT', 'Mj', 'Mz', 'ND', 'NT', 'Nj', 'Nz', 'OD', 'OT'],
    body: /[A-Za-z0-9]{22,26}\.[\w-]{6}\.[\w-]{27,40}(?![\w-])/y,
    entropy: 4,
  },
  {
    kind: 'telegram-token',
    prefixes: [':AA'],
    lead: /(?<![0-9])[0-9]{8,10}$/,
    body: /[\w-]{33}(?![\w-])/y,
    entropy: 3.5,
  },
  {
    kind: 'stripe-key',
    prefixes: ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'sk_org_live_', 'sk_org_test_'],
    body: /[A-Za-z0-9]{16,250}/y,
  },
  { kind: 'webhook-secret', prefixes: ['whsec_'], body: /[A-Za-z0-9+/]{24,90}={0,2}/y, entropy: 3.5 },
  { kind: 'google-api-key', prefixes: ['AIza'], body: /[\w-]{35}(?![\w-])/y, entropy: 3.5 },
  { kind: 'google-oauth-token', prefixes: ['ya29.'], body: /[\w-]{30,2000}/y, entropy: 3.5 },
  { kind: 'google-oauth-token', prefixes: ['1//0'], body: /[\w-]{40,200}/y, entropy: 3.5 },
  { kind: 'google-client-secret', prefixes: ['GOCSPX-'], body: /[\w-]{28}(?![\w-])/y, entropy: 3 },
  { kind: 'anthropic-key', prefixes: ['sk-ant-'], body: /[a-z]{2,12}[0-9]{2}-[\w-]{20,200}/y, entropy: 3 },
  {
    kind: 'openai-key',
    prefixes: ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-None-'],
    body: /[\w-]{20,250}/y,
    entropy: 3.5,
  },
  { kind: 'openrouter-key', prefixes: ['sk-or-'], body: /v[0-9]-[0-9a-f]{64}/y },
  // OpenAI's older ones, and those of who speaks its protocol.
  { kind: 'openai-key', prefixes: ['sk-'], body: /(?=[A-Za-z]{0,30}[0-9])[A-Za-z0-9]{32,64}(?![\w-])/y, entropy: 3 },
  { kind: 'groq-key', prefixes: ['gsk_'], body: /[A-Za-z0-9]{48,60}/y },
  { kind: 'xai-key', prefixes: ['xai-'], body: /[A-Za-z0-9]{70,90}/y },
  { kind: 'perplexity-key', prefixes: ['pplx-'], body: /[A-Za-z0-9]{40,64}/y },
  { kind: 'replicate-token', prefixes: ['r8_'], body: /[A-Za-z0-9]{37}(?![A-Za-z0-9])/y },
  { kind: 'hugging-face-token', prefixes: ['hf_', 'api_org_'], body: /[A-Za-z0-9]{34}(?![A-Za-z0-9])/y, entropy: 3.3 },
  { kind: 'npm-token', prefixes: ['npm_'], body: /[A-Za-z0-9]{36}(?![A-Za-z0-9])/y, isCertain: hasChecksum },
  { kind: 'pypi-token', prefixes: ['pypi-AgE'], body: /[\w-]{50,1000}/y, entropy: 3.5 },
  { kind: 'rubygems-key', prefixes: ['rubygems_'], body: /[a-f0-9]{48}/y },
  { kind: 'crates-token', prefixes: ['cio'], body: /[A-Za-z0-9]{32}(?![A-Za-z0-9])/y, entropy: 4 },
  { kind: 'docker-token', prefixes: ['dckr_pat_', 'dckr_oat_'], body: /[\w-]{27,40}/y, entropy: 3.5 },
  { kind: 'sendgrid-key', prefixes: ['SG.'], body: /[\w-]{16,32}\.[\w-]{32,64}/y, entropy: 3.5 },
  { kind: 'twilio-key', prefixes: ['SK'], body: /[0-9a-f]{32}(?![A-Za-z0-9])/y },
  { kind: 'mailgun-key', prefixes: ['key-'], body: /[0-9a-f]{32}(?![A-Za-z0-9])/y },
  {
    kind: 'mailchimp-key',
    prefixes: ['-us'],
    lead: /(?<![0-9A-Za-z])[0-9a-f]{32}$/,
    body: /[0-9]{1,2}(?![A-Za-z0-9])/y,
    entropy: 0,
  },
  { kind: 'azure-key', prefixes: ['AccountKey='], body: /[A-Za-z0-9+/]{86}==/y, entropy: 4 },
  { kind: 'azure-key', prefixes: ['SharedAccessKey='], body: /[A-Za-z0-9+/]{43}=/y, entropy: 3.5 },
  {
    kind: 'azure-client-secret',
    prefixes: ['Q~'],
    lead: /(?<![\w~.-])[\w~.-]{3}[0-9]$/,
    body: /[\w~.-]{31,34}(?![\w~-])/y,
    entropy: 3.5,
  },
  { kind: 'digitalocean-token', prefixes: ['dop_v1_', 'doo_v1_', 'dor_v1_'], body: /[a-f0-9]{64}/y },
  { kind: 'databricks-token', prefixes: ['dapi'], body: /[a-f0-9]{32}(?:-[0-9])?(?![A-Za-z0-9])/y },
  { kind: 'shopify-token', prefixes: ['shpat_', 'shpca_', 'shppa_', 'shpss_'], body: /[a-fA-F0-9]{32}/y },
  { kind: 'square-token', prefixes: ['sq0atp-', 'sq0csp-'], body: /[\w-]{22,43}/y, entropy: 3.3 },
  { kind: 'vault-token', prefixes: ['hvs.', 'hvb.', 'hvr.'], body: /[\w-]{24,300}/y, entropy: 3.5 },
  {
    kind: 'terraform-token',
    prefixes: ['.atlasv1.'],
    lead: /(?<![A-Za-z0-9])[A-Za-z0-9]{14}$/,
    body: /[\w=-]{60,70}/y,
    entropy: 3.5,
  },
  {
    kind: 'doppler-token',
    prefixes: ['dp.ct.', 'dp.pt.', 'dp.st.', 'dp.sa.', 'dp.scim.', 'dp.audit.'],
    body: /(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}/y,
  },
  { kind: 'one-password-token', prefixes: ['ops_eyJ'], body: /[\w-]{200,4000}/y, entropy: 3.5 },
  { kind: 'linear-key', prefixes: ['lin_api_', 'lin_oauth_'], body: /[A-Za-z0-9]{32,64}/y },
  { kind: 'notion-token', prefixes: ['ntn_'], body: /[A-Za-z0-9]{40,60}/y },
  { kind: 'notion-token', prefixes: ['secret_'], body: /[A-Za-z0-9]{43}(?![A-Za-z0-9])/y, entropy: 4 },
  { kind: 'figma-token', prefixes: ['figd_', 'figdr_'], body: /[\w-]{36,80}/y, entropy: 3.5 },
  { kind: 'airtable-token', prefixes: ['pat'], body: /[A-Za-z0-9]{14}\.[a-f0-9]{64}/y },
  { kind: 'atlassian-token', prefixes: ['ATATT3', 'ATCTT3', 'ATSTT3'], body: /[\w=-]{60,250}/y, entropy: 3.5 },
  { kind: 'postman-key', prefixes: ['PMAK-'], body: /[a-f0-9]{24}-[a-f0-9]{34}/y },
  { kind: 'new-relic-key', prefixes: ['NRAK-'], body: /[A-Z0-9]{27}/y },
  { kind: 'grafana-token', prefixes: ['glsa_'], body: /[A-Za-z0-9]{32}_[a-f0-9]{8}/y },
  { kind: 'grafana-token', prefixes: ['glc_eyJ'], body: /[A-Za-z0-9+/]{32,400}={0,2}/y, entropy: 3.5 },
  { kind: 'sentry-token', prefixes: ['sntrys_eyJ'], body: /[A-Za-z0-9+/=]{40,400}_[\w-]{40,60}/y, entropy: 3.5 },
  { kind: 'sentry-token', prefixes: ['sntryu_'], body: /[a-f0-9]{64}/y },
  {
    kind: 'tailscale-key',
    prefixes: ['tskey-'],
    body: /[a-z]{3,10}-[A-Za-z0-9]{8,20}-[A-Za-z0-9]{16,48}/y,
    entropy: 3.3,
  },
  { kind: 'supabase-key', prefixes: ['sbp_'], body: /[a-f0-9]{40}/y },
  { kind: 'supabase-key', prefixes: ['sb_secret_'], body: /[\w-]{30,50}/y, entropy: 3.5 },
  {
    kind: 'planetscale-token',
    prefixes: ['pscale_tkn_', 'pscale_pw_', 'pscale_oauth_'],
    body: /[\w.=-]{32,64}/y,
    entropy: 3.3,
  },
  { kind: 'pulumi-token', prefixes: ['pul-'], body: /[a-f0-9]{40}(?![A-Za-z0-9])/y },
  { kind: 'netlify-token', prefixes: ['nfp_', 'nfc_', 'nfo_'], body: /[A-Za-z0-9]{36,50}/y },
  { kind: 'fly-token', prefixes: ['fm1r_', 'fm2_', 'fo1_'], body: /[A-Za-z0-9+/_-]{40,1000}={0,3}/y, entropy: 4 },
  { kind: 'age-key', prefixes: ['AGE-SECRET-KEY-1'], body: /[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}/y },
  {
    kind: 'jwt',
    prefixes: ['eyJ'],
    body: /[\w-]{8,4096}(?:\.[\w-]{0,65536}){2}(?:\.[\w-]{0,65536}\.[\w-]{0,512})?/y,
    isValid: isJwt,
  },
];
