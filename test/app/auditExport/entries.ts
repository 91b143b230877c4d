import { exported, type ExportedEntry } from '../../../src/app/auditExport/exported.ts';
import type { SealedEntry } from '../../../src/audit/sealedEntry.ts';
import { columnsOf } from '../../../src/audit/sealedEntry.ts';
import { call, denied, happened } from '../auditScan/script.ts';

function of(entry: SealedEntry): ExportedEntry {
  const row = { ...columnsOf(entry), bytes: JSON.stringify(entry), nodes: new Uint8Array(), note: null };
  return exported('00', row, entry);
}

/** An allowed call as it is exported. */
export const callEntry = (tool: string): ExportedEntry => of(call(tool)({ seq: 1, ms: 0 }));
/** A denied one. */
export const deniedEntry = (tool: string): ExportedEntry => of(denied(tool)({ seq: 2, ms: 0 }));
/** An event. */
export const eventEntry = (event: string): ExportedEntry => of(happened(event, 'files')({ seq: 3, ms: 0 }));
