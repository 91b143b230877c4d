import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { leash, LEASH } from './support.ts';
import type { userFolder } from './sdkFolder.ts';

/** A server with the policy of the examples, and the token of an agent that it knows. */
export interface SdkServer {
  readonly env: { readonly LEASH_URL: string; readonly LEASH_TOKEN: string };
  stop(): Promise<void>;
}

/** Starts `leash start` for a folder of examples, and registers the agent `mailer`. */
export async function startSdkServer({ path, home }: ReturnType<typeof userFolder>): Promise<SdkServer> {
  const registered = await leash(['agents', 'register', 'mailer', '--home', home, '--json']);
  const { token } = JSON.parse(registered.stdout) as { token: string };
  const args = ['start', '--listen', '127.0.0.1:0', '--policy', 'mail.yaml', '--home', home, '--json'];
  const child = spawn(process.execPath, [LEASH, ...args], { cwd: path, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const closed = once(child, 'close');
  const url = await Promise.race([
    firstLine(child.stdout).then((line) => (JSON.parse(line) as { url: string }).url),
    closed.then(() => Promise.reject(new Error(`the server ended; stderr:\n${stderr}`))),
  ]);
  return {
    env: { LEASH_URL: url, LEASH_TOKEN: token },
    async stop() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}

function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  return new Promise((resolve) => {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      // Printed over several lines, or on one.
      if (/\}\s*$/.test(text)) resolve(text);
    });
  });
}
