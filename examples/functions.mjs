// Plain functions on a leash: one call is allowed, the next is denied, and both stand in the log.
import { Leash, LeashDenied } from 'leash-mcp';

const leash = await Leash.embedded({
  home: process.env.LEASH_HOME,
  policy: new URL('mail.yaml', import.meta.url).pathname,
  agent: 'mailer',
});

const send = leash.tool('mail.send', async ({ to, text }) => `sent ${text.length} characters to ${to}`);

console.log(await send({ to: 'ann@example.com', text: 'hello' }));
try {
  await send({ to: 'ann@example.org', text: 'hello' });
} catch (error) {
  if (!(error instanceof LeashDenied)) throw error;
  console.log(error.message);
}
await leash.close();
