import type { ArgumentsSetting } from '../audit/seal.ts';
import type { Durability } from './shardTable.ts';

/** The `audit` part of the configuration. */
export interface AuditSettings {
  readonly durability: Durability;
  readonly arguments: ArgumentsSetting;
  /** How many days the openings of commitments are kept. */
  readonly openingsDays: number;
  /** A signing key serves for this many entries and this long, whichever ends first. */
  readonly rotateEntries: number;
  readonly rotateMs: number;
}

export const AUDIT_DEFAULTS: AuditSettings = {
  durability: 'full',
  arguments: 'committed',
  openingsDays: 30,
  rotateEntries: 100_000,
  rotateMs: 86_400_000,
};
