import { usageError, type LeashCommand } from '../command.ts';
import { EXIT } from '../exitCode.ts';
import { fleetFor } from '../heldCalls.ts';

/** `leash approvals revoke`: takes back an answer that reaches further than its call. */
export const approvalsRevoke: LeashCommand = {
  usage: 'revoke <id>',
  summary: 'take back an approval that lets further calls through',
  examples: ['leash approvals revoke 9c41'],
  async run(invocation) {
    const { words, output } = invocation;
    const fleet = fleetFor(invocation);
    const id = words[0] ?? '';
    const found = (await fleet.grants()).filter((grant) => grant.id.startsWith(id));
    const [grant, ...others] = found;
    if (grant === undefined || id.length < SHORTEST) {
      throw usageError(`there is no grant \`${id}\`; \`leash approvals grants\` lists them`);
    }
    if (others.length > 0)
      throw usageError(`${found.length} grants have ids that begin with \`${id}\`: give more of it`);
    const revoked = await fleet.revoke(grant, 'cli');
    if (output.isJson) output.json({ id: grant.id, revoked });
    else output.line(revoked ? 'revoked: it lets nothing through any more' : 'it was gone already');
    return revoked ? EXIT.ok : EXIT.finding;
  },
};

const SHORTEST = 4;
