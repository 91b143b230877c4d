import type { Report, SourceNode } from '../source.ts';
import { didYouMean } from '../suggest.ts';
import type { MatchResult } from './matcher.ts';
import { oneOf, quoted, readTexts, type TextOperand, TEXTS } from './operand.ts';
import { isIpAddress, isPublicHost } from './publicHost.ts';
import type { MatcherRow } from './row.ts';
import { HOST_SCHEMES, readUrlHost, type UrlHost } from './urlHost.ts';

/**
 * `host`: a URL that talks to a listed host: exact, `*.example.com` (below it, not itself), or `*` (any public one).
 * https and the default port, unless `schemes` or `host:port` say more. A listed host reached in another way, and a
 * URL on which parsers disagree, is an error and no miss: neither an allow rule nor a `not` profits from it.
 */
export const host: MatcherRow = {
  key: 'host',
  description: 'A URL to one of these hosts: exact, `*.example.com` for those below it, or `*` for any public one.',
  schema: TEXTS,
  modifiers: {
    schemes: {
      description: 'The schemes that the URL may have; https alone where it is not given.',
      schema: {
        anyOf: [
          { enum: [...HOST_SCHEMES.keys()] },
          { type: 'array', minItems: 1, items: { enum: [...HOST_SCHEMES.keys()] } },
        ],
      },
    },
  },
  parse(operand, { report, modifier }) {
    const schemes = parseSchemes(modifier('schemes'), report);
    const listed = readTexts(operand, report, 'host');
    const patterns = listed?.map((item) => parsePattern(item, report)) ?? [];
    if (listed === null || schemes === null || !patterns.every((pattern) => pattern !== null)) return null;
    return {
      wants: `a URL (${[...schemes].join(', ')}) to ${oneOf(listed.map(({ text }) => text))}`,
      test(value): MatchResult {
        const url = typeof value === 'string' ? readUrlHost(value) : null;
        if (url === null) return 'error';
        const listing = patterns.filter((pattern) => pattern.lists(url));
        if (listing.length === 0) return 'miss';
        return schemes.has(url.scheme) && listing.some((pattern) => pattern.grants(url)) ? 'match' : 'error';
      },
    };
  },
};

interface HostPattern {
  /** Whether it speaks of this host at all. */
  lists(url: UrlHost): boolean;
  /** Whether it also covers the port, and the way the host is spelled. */
  grants(url: UrlHost): boolean;
}

function parseSchemes(node: SourceNode | undefined, report: Report): ReadonlySet<string> | null {
  if (node === undefined) return new Set(['https']);
  const listed = readTexts(node, report, 'scheme');
  const unknown = listed?.filter(({ text }) => !HOST_SCHEMES.has(text)) ?? [];
  const known = [...HOST_SCHEMES.keys()];
  for (const { node: at, text } of unknown) {
    report(
      at.at,
      `unknown scheme ${quoted(text)}${didYouMean(text, known) || `, expected one of ${known.join(', ')}`}`,
    );
  }
  return listed === null || unknown.length > 0 ? null : new Set(listed.map(({ text }) => text));
}

function parsePattern({ node, text }: TextOperand, report: Report): HostPattern | null {
  if (text === '*') return { lists: isPublic, grants: (url) => url.isDefaultPort && url.isCanonical };
  const isWildcard = text.startsWith('*.');
  const name = isWildcard ? text.slice(2) : text;
  const base = readUrlHost(`https://${name}`);
  if (base === null || /[/?#*]/.test(name) || (isWildcard && isIpAddress(base.host))) {
    report(
      node.at,
      `unexpected host ${quoted(text)}, expected \`example.com\`, \`*.example.com\`, \`example.com:8443\` or \`*\``,
    );
    return null;
  }
  const port = /:\d+$/.test(text) ? base.port : null;
  const suffix = `.${base.host}`;
  return {
    lists: (url) => (isWildcard ? url.host.endsWith(suffix) : url.host === base.host),
    grants: (url) => (port === null ? url.isDefaultPort : url.port === port),
  };
}

function isPublic(url: UrlHost): boolean {
  return isPublicHost(url.host);
}
