#!/usr/bin/env node
import { EXIT } from '../src/cli/exitCode.ts';
import { leash } from '../src/cli/leash.ts';
import { processIo } from '../src/cli/processIo.ts';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
const io = processIo(process);
process.exitCode = await io.finish(await leash(process.argv.slice(2), io, stop.signal));
// What was interrupted still runs.
if (process.exitCode === EXIT.interrupted) process.exit();
