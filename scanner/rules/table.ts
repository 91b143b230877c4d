import { argumentHijack } from './argumentHijack.ts';
import { authorityClaim } from './authorityClaim.ts';
import { bypass } from './bypass.ts';
import { capability } from './capability.ts';
import { collision } from './collision.ts';
import { command } from './command.ts';
import { consentBypass } from './consentBypass.ts';
import { contradiction } from './contradiction.ts';
import { crossServer } from './crossServer.ts';
import { exfilParameter } from './exfilParameter.ts';
import { exfiltration } from './exfiltration.ts';
import { fakeSpeaker } from './fakeSpeaker.ts';
import { forcedUse } from './forcedUse.ts';
import { hiddenText } from './hiddenText.ts';
import { instructionOverride } from './instructionOverride.ts';
import { leakedSecret } from './leakedSecret.ts';
import { otherLanguage } from './otherLanguage.ts';
import { pressure } from './pressure.ts';
import type { Rule } from './rule.ts';
import { secrecy } from './secrecy.ts';
import { selection } from './selection.ts';
import { sensitiveAccess } from './sensitiveAccess.ts';
import { steering } from './steering.ts';

/** Every detector. A new one is a file beside this and a line here. */
export const RULES: readonly Rule[] = [
  hiddenText,
  fakeSpeaker,
  instructionOverride,
  otherLanguage,
  authorityClaim,
  secrecy,
  consentBypass,
  sensitiveAccess,
  exfiltration,
  exfilParameter,
  steering,
  argumentHijack,
  crossServer,
  forcedUse,
  selection,
  bypass,
  command,
  capability,
  leakedSecret,
  contradiction,
  collision,
  pressure,
];
