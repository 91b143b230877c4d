/** Everything that the API refuses, or that fails in it (RFC 9457). */
const PROBLEMS = {
  invalid: row(422, 'The request is not valid'),
  'bad-json': row(400, 'The body is no JSON'),
  'bad-request': row(400, 'The request cannot be read'),
  'no-token': row(401, 'A bearer token is needed'),
  'bad-token': row(401, 'The bearer token is not valid here'),
  forbidden: row(403, 'This token may not do that'),
  passphrase: row(403, 'The passphrase is needed'),
  'bad-host': row(403, 'This listener is not called by that Host'),
  'bad-origin': row(403, 'Pages of that Origin may not call this listener'),
  'not-found': row(404, 'There is nothing here'),
  'method-not-allowed': row(405, 'This path does not take that method'),
  'not-acceptable': row(406, 'This is not what Accept takes'),
  'too-slow': row(408, 'The request did not arrive in time'),
  conflict: row(409, 'It is not as it was any more'),
  'too-large': row(413, 'The body is larger than 1 MiB'),
  'unsupported-media': row(415, 'The body must be application/json in UTF-8, and not compressed'),
  'too-many-failures': row(429, 'Too many refused requests'),
  internal: row(500, 'Leash failed on this request, and changed nothing that it does not say'),
  busy: row(503, 'Something that takes long is being done already'),
  unavailable: row(503, 'It cannot be done now'),
  'shutting-down': row(503, 'This process is shutting down'),
} as const satisfies Readonly<Record<string, { readonly status: number; readonly title: string }>>;

export type ProblemKey = keyof typeof PROBLEMS;

/** One thing that is wrong with a request, and where: a JSON Pointer into its body, its query or its path. */
export interface Wrong {
  readonly pointer: string;
  readonly detail: string;
}

/** What is told besides. */
export interface ProblemOptions {
  readonly detail?: string;
  readonly errors?: readonly Wrong[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Members of the document of this one problem. */
  readonly members?: Readonly<Record<string, string>>;
}

/** A refusal on its way to whoever asked. */
export class ProblemError extends Error {
  readonly key: ProblemKey;
  readonly options: ProblemOptions;

  constructor(key: ProblemKey, options: ProblemOptions = {}) {
    super(options.detail ?? PROBLEMS[key].title);
    this.name = 'ProblemError';
    this.key = key;
    this.options = options;
  }
}

/** A problem as it is sent: its status, headers, and document. */
export function problemReply(key: ProblemKey, { detail, errors, headers = {}, members = {} }: ProblemOptions = {}) {
  const { status, title } = PROBLEMS[key];
  const document = {
    type: `urn:leash:problem:${key}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
    ...members,
  };
  return {
    status,
    headers: { ...headers, 'Content-Type': 'application/problem+json' },
    body: `${JSON.stringify(document)}\n`,
  };
}

function row<S extends number>(status: S, title: string): { readonly status: S; readonly title: string } {
  return { status, title };
}
