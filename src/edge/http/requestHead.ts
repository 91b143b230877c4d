import type { IncomingMessage } from 'node:http';

/**
 * The head of a request as it came, repeated headers and all: Node's own view keeps one of two and hides the other, and
 * a header that two readers read differently is a way around one of them.
 */
export class RequestHead {
  readonly #headers = new Map<string, string[]>();
  /** The path that the request is for, byte for byte; null where the target has none. */
  readonly path: string | null;
  /** Each place that names a host: `Host`, and an absolute-form target, which overrules it (RFC 9112 §3.2.2). */
  readonly hosts: readonly (string | null)[];

  constructor({ url = '', rawHeaders }: Pick<IncomingMessage, 'url' | 'rawHeaders'>) {
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
      const name = (rawHeaders[at] ?? '').toLowerCase();
      const value = rawHeaders[at + 1] ?? '';
      const values = this.#headers.get(name);
      if (values === undefined) this.#headers.set(name, [value]);
      else values.push(value);
    }
    const absolute = ABSOLUTE_FORM.exec(url);
    this.path = pathOf(absolute === null ? url : (absolute[2] ?? ''));
    this.hosts = [this.value('host'), ...(absolute === null ? [] : [absolute[1] ?? ''])];
  }

  /** A header's value, all of them joined by `, ` where it is repeated; null where there is none. */
  value(name: string): string | null {
    const values = this.#headers.get(name);
    return values === undefined ? null : values.length === 1 ? (values[0] ?? '') : values.join(', ');
  }

  count(name: string): number {
    return this.#headers.get(name)?.length ?? 0;
  }

  /** Every header whose name begins so, in the order of their names' first appearance. */
  beginningWith(prefix: string): (readonly [name: string, value: string])[] {
    const found: (readonly [string, string])[] = [];
    for (const [name, values] of this.#headers) if (name.startsWith(prefix)) found.push([name, values.join(', ')]);
    return found;
  }
}

const ABSOLUTE_FORM = /^https?:\/\/([^/?]*)(.*)$/is;

/** No decoding, no dot segments, no merging of slashes: what is not the path to the letter is another path. */
function pathOf(target: string): string | null {
  if (!target.startsWith('/')) return null;
  const query = target.indexOf('?');
  return query === -1 ? target : target.slice(0, query);
}
