import { expect, it } from 'vitest';
import { classifyRisk } from '../../../scanner/index.ts';
import { traitsOf } from '../../../src/app/auditScan/traits.ts';

it.each([
  ['files/read_file', [], 'read'],
  ['files/list_directory', [], 'read search'],
  ['files/write_file', ['/w/.env'], 'write'],
  ['files/move_file', [], 'write'],
  ['files/delete_file', [], 'delete'],
  ['web/fetch', [], 'fetch read'],
  ['x/get_page', ['https://e.example'], 'fetch read'],
  ['mail/send_email', ['see /etc/shadow and .env'], 'publish send write'],
  ['s3/upload_file', ['/h/.ssh/id_rsa'], 'secret send write'],
  ['git/git_push', [], 'publish write'],
  ['vault/get_secret', [], 'read secret'],
  ['shell/bash', ['ls'], 'execute'],
  ['shell/bash', ['cat ~/.netrc'], 'execute secret'],
])('%s with %j is: %s', (name, texts, want) => {
  const [server = '', tool = ''] = name.split('/');
  const traits = traitsOf({ name: tool, risk: classifyRisk({ name: tool }, { server }), texts });
  expect([...traits].sort().join(' ')).toBe(want);
});
