import { LEASH } from '../../e2e/support.ts';
import type { DemoPrograms } from '../../../src/app/demo/scene.ts';

/** No proxy at all: whatever it is told to start, it is the demo's server itself. */
const SCRIPT = `require('node:child_process').spawn(process.execPath, [${JSON.stringify(LEASH)}, 'demo', '--serve'], { stdio: 'inherit' })`;

/** The demo without Leash. */
export const UNPROTECTED: DemoPrograms = { proxy: [process.execPath, '-e', SCRIPT, '--'], server: [] };
