import type { SealedEntry } from '../../audit/sealedEntry.ts';
import type { Policy } from '../../authz/policy.ts';
import type { StreamedEntry } from '../auditStream.ts';
import { approvalDetector } from './approvals.ts';
import { burstDetector } from './bursts.ts';
import { denialDetector } from './denials.ts';
import type { Ledger } from './ledger.ts';
import { noticeDetector } from './notices.ts';
import { sequenceDetector } from './sequenceDetector.ts';
import { shadowDetector } from './shadows.ts';
import { sight, type RiskOf } from './sight.ts';
import { silenceDetector } from './silence.ts';
import { volumeDetector } from './volume.ts';
import { ruleDetector } from './wideRules.ts';

/** What a scan knows besides the log. */
export interface ScanKnowledge {
  readonly policies: readonly Policy[];
  readonly riskOf: RiskOf;
}

/** Shows the entries of a log, one after the other, to everything that looks for something. */
export interface Scanner {
  readonly take: (streamed: StreamedEntry, entry: SealedEntry) => Promise<void>;
  readonly end: () => void;
}

/** A scanner that writes into a ledger. */
export function scanner(ledger: Ledger, { policies, riskOf }: ScanKnowledge): Scanner {
  const detectors = [
    sequenceDetector(ledger),
    burstDetector(ledger),
    denialDetector(ledger),
    shadowDetector(ledger),
    noticeDetector(ledger),
    silenceDetector(ledger),
    approvalDetector(ledger),
    ruleDetector(ledger, policies),
  ];
  const volume = volumeDetector(ledger);
  return {
    async take(streamed, entry) {
      const sighting = await sight(streamed, entry, riskOf);
      if (sighting === null) volume.see(streamed.shard, entry);
      else for (const detector of detectors) detector.see(sighting, entry);
    },
    end() {
      for (const detector of detectors) detector.end?.();
    },
  };
}
