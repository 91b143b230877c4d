import { takeCheckpoint, type TakenCheckpoint } from '../../app/auditCheckpoint.ts';
import { ownHomeAt } from '../../app/place.ts';
import { printable } from '../../jsonrpc/printable.ts';
import type { LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { remarkUnreadable } from '../logLines.ts';

/** `leash audit checkpoint`: the signed state of the whole log, to be kept where nobody here can reach it. */
export const auditCheckpoint: LeashCommand = {
  usage: 'checkpoint',
  summary: 'print the signed checkpoints of the log; keep them elsewhere and verify against them',
  examples: [
    'leash audit checkpoint > /mnt/elsewhere/checkpoint.txt',
    'leash audit verify --checkpoint /mnt/elsewhere/checkpoint.txt',
  ],
  async run({ home, output }) {
    const taken = await takeCheckpoint(ownHomeAt(home), (message) => output.remark(printable(message)));
    remarkUnreadable(output, taken.unreadable);
    if (output.isJson)
      output.json({ ...taken, index: forMachines(taken.index), shards: taken.shards.map(forMachines) });
    else output.text(taken.text.trimEnd());
    return taken.unreadable.length === 0 ? EXIT.ok : EXIT.environment;
  },
};

function forMachines({ slot, size, note }: TakenCheckpoint['index']): { shard: string; size: number; note: string } {
  return { shard: slot, size, note };
}
