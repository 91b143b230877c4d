export { compareListings, type Drift } from './drift.ts';
export { fingerprintTool, type Hash, type ToolFingerprint } from './fingerprint.ts';
export { classifyRisk } from './risk.ts';
export type * from './report.ts';
export { scanServer, scanText } from './scan.ts';
export { starterPolicy, type StarterInput } from './starter.ts';
