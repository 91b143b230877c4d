export { scanServer, scanText } from './scan.ts';
export { classifyRisk } from './risk.ts';
export type * from './report.ts';
