import { csvHead, csvLine } from './csv.ts';
import type { ExportedEntry } from './exported.ts';
import { ocsfLine } from './ocsf.ts';

/** How entries are written: lines, with a head where the format has one. */
export interface Format {
  readonly head: string | null;
  /** The line of an entry, its line break included; null for an entry that the format has no words for. */
  readonly line: (entry: ExportedEntry) => string | null;
}

/** The names of the formats. */
export const EXPORT_FORMATS = ['jsonl', 'csv', 'ocsf', 'aat'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What each format makes of an entry. */
export const exportFormats: Readonly<Record<ExportFormat, Format>> = {
  // The bytes as they are hashed, not written anew: whoever has the line can hash the entry.
  jsonl: { head: null, line: ({ place, bytes }) => `{"place":${JSON.stringify(place)},"entry":${bytes}}\n` },
  csv: { head: csvHead(), line: csvLine },
  ocsf: { head: null, line: ocsfLine },
  // Entries have the outer shape of the agent-audit-trail draft as they stand.
  aat: { head: null, line: ({ bytes }) => `${bytes}\n` },
};
