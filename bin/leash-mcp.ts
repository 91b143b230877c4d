#!/usr/bin/env node
import { leashMcp } from '../src/cli/leashMcp.ts';

// All output is flushed by then; whatever still holds the event loop must not keep the client waiting.
process.exit(await leashMcp(process.argv.slice(2)));
