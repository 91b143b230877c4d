#!/usr/bin/env node
import { leash } from '../src/cli/leash.ts';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
// A reader such as `head` may leave early: nothing is wrong then.
process.stdout.on('error', () => process.exit(0));

process.exitCode = await leash(
  process.argv.slice(2),
  {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isTerminal: process.stdout.isTTY,
    env: process.env,
  },
  stop.signal,
);
