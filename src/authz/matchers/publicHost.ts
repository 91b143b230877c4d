/**
 * Whether a host (as `URL` spells it: lower case, canonical IPs, no trailing dot) is one of the public internet: a name
 * of two labels or more that no local network reserves, or a global unicast address. What a name resolves to is not known here.
 */
export function isPublicHost(host: string): boolean {
  if (host.startsWith('[')) return isPublicIpv6(host.slice(1, -1));
  const bytes = ipv4Bytes(host);
  if (bytes !== null) return !RESERVED_IPV4.some(({ base, bits }) => (bytes ^ base) >>> (32 - bits) === 0);
  return host.includes('.') && !LOCAL_SUFFIXES.some((suffix) => host.endsWith(suffix));
}

/** Whether a host is an IP address in any spelling that `URL` understands (it leaves one canonical spelling). */
export function isIpAddress(host: string): boolean {
  return host.startsWith('[') || ipv4Bytes(host) !== null;
}

/** RFC 6761, 6762, 8375, the `internal` top level of ICANN, and what routers and offices make up. */
const LOCAL_SUFFIXES = [
  '.localhost',
  '.localdomain',
  '.local',
  '.internal',
  '.intranet',
  '.private',
  '.corp',
  '.home',
  '.lan',
  '.home.arpa',
  '.test',
  '.invalid',
  '.onion',
];

/** The IANA special-purpose registry, less what is global. */
const RESERVED_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
].map((block) => {
  const [base = '', bits] = block.split('/');
  return { base: ipv4Bytes(base) ?? 0, bits: Number(bits) };
});

function ipv4Bytes(host: string): number | null {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)) return null;
  return host.split('.').reduce((bytes, part) => (bytes << 8) | Number(part), 0);
}

/**
 * Only 2000::/3 is global unicast, less 2001::/23 (Teredo and other tunnels), 2001:db8::/32 and 3fff::/20 (documentation)
 * and 2002::/16 (6to4, which holds an IPv4 address). Mapped and NAT64 addresses lie outside.
 */
function isPublicIpv6(address: string): boolean {
  const [first = '', second = ''] = address.split(':');
  const [high, low] = [Number.parseInt(first, 16), Number.parseInt(second || '0', 16)];
  if (!(high >= 0x2000 && high <= 0x3fff)) return false;
  if (high === 0x2001) return low >= 0x0200 && low !== 0x0db8;
  return high !== 0x2002 && !(high === 0x3fff && low < 0x1000);
}
