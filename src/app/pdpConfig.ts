import { isAbsolute } from 'node:path';
import { oneOf, quoted } from '../authz/matchers/operand.ts';
import type { Report, SourceNode } from '../authz/source.ts';
import { isSecureUrl } from '../edge/http/secureUrl.ts';
import type { PdpSettings } from '../edge/pdpSettings.ts';
import { readItem } from './configItems.ts';

const SENT = ['none', 'names', 'full'] as const;

/** Reads `pdp`: the policy engine outside that is asked besides the policies. */
export function readPdp(node: SourceNode, name: string, report: Report): PdpSettings {
  return readItem(node, name, report, (item) => {
    const url = item.text('url', 'an https URL (or http on this machine) without a query', isBase);
    const env = item.optional('token_env', 'the name of an environment variable', isVariable, null);
    const file = item.optional('token_file', 'the absolute path of a file', isPath, null);
    if (env !== null && file !== null) {
      report(
        node.at,
        `${quoted(`${name}.token_env`)} and ${quoted(`${name}.token_file`)} are two places for one token`,
      );
    }
    const timeoutMs = item.whole('timeout_ms', 10, 60_000, 1000);
    // The one value that it takes is there to be read: nothing else is possible.
    item.optional('on_error', '`deny`, which is the only way', (text) => text === 'deny', 'deny');
    const sent = item.optional('send_args', oneOf(SENT), (text) => SENT.some((one) => one === text), 'names');
    const ca = item.optional('ca', 'the absolute path of a file with certificates', isPath, null);
    return {
      url,
      token: env !== null ? { kind: 'env', name: env } : file !== null ? { kind: 'file', name: file } : null,
      timeoutMs,
      sendArgs: SENT.find((one) => one === sent) ?? 'names',
      ca,
    };
  });
}

function isBase(text: string): boolean {
  if (!URL.canParse(text) || /[?#]/.test(text)) return false;
  const url = new URL(text);
  return isSecureUrl(url) && url.username === '' && url.password === '';
}

function isVariable(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}

function isPath(text: string): boolean {
  return isAbsolute(text) && text.length <= 4096 && !text.includes('\0');
}
