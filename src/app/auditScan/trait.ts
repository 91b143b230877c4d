/** What a call does, as far as its tool and its arguments tell. */
export type Trait =
  | 'read'
  /** It finds out what there is: lists, searches, queries. */
  | 'search'
  /** What it reads comes from the web: somebody else wrote it. */
  | 'fetch'
  | 'write'
  | 'delete'
  | 'execute'
  /** It gets at keys, tokens or passwords. */
  | 'secret'
  /** It hands something to somebody outside. */
  | 'send'
  /** It writes where others may read it, in a service of one's own. */
  | 'publish'
  /** It has a program from the web run as it comes. */
  | 'download-run';
