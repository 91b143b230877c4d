// The same functions, decided by a server: `leash start`, and a token of `leash agents register mailer`.
import { Leash, LeashDenied, LeashUnavailable } from 'leash-mcp';

const leash = Leash.remote({
  url: process.env.LEASH_URL ?? 'http://127.0.0.1:8000',
  token: process.env.LEASH_TOKEN ?? '',
});

const tools = leash.guard(
  {
    send: (to, text) => `sent ${text.length} characters to ${to}`,
    read: () => ({ from: 'bob@example.com', text: 'my key is ghp_16C7e42F292c6912E7710c838347Ae178B4a' }),
  },
  { prefix: 'mail.', params: { send: ['to', 'text'] } },
);

console.log(await tools.read());
for (const to of ['ann@example.com', 'ann@example.org']) {
  try {
    console.log(await tools.send(to, 'hello'));
  } catch (error) {
    if (error instanceof LeashDenied) console.log(error.message, error.rule, error.receipt?.index);
    else if (error instanceof LeashUnavailable) console.log('nobody has decided:', error.message);
    else throw error;
  }
}
await leash.close();
