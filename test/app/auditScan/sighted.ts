import type { Sighting, Tag } from '../../../src/app/auditScan/sighting.ts';

/** A call that went through, as far as nothing else is said. */
export function sighted(tags: readonly Tag[], over: Partial<Sighting> = {}): Sighting {
  return {
    place: '00:1',
    recordId: 'record',
    ts: 0,
    agent: 'claude',
    server: 'files',
    session: 'session',
    name: 'tool',
    effect: 'allow',
    tags: new Set(tags),
    went: true,
    paths: [],
    files: [],
    secrets: [],
    tool: 'tool',
    risk: null,
    args: null,
    ...over,
  };
}
