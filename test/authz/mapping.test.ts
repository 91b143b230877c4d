import { describe, expect, it } from 'vitest';
import { treatmentOfNotification, treatmentOfRequest, type Treatment } from '../../src/authz/mapping.ts';
import type { JsonValue, Side } from '../../src/jsonrpc/message.ts';

const subject = (method: string, rest: object = {}) => ({ method, action: null, resource: null, args: null, ...rest });

/** What a row must say; `reason` stands for any text. */
type Row = [Side, string, JsonValue | undefined, Treatment | { kind: 'refuse' }];

const call = (name: string, args: object = {}): Treatment => ({
  kind: 'authorize',
  subjects: [{ method: 'tools/call', action: name, resource: null, args: args as never }],
});

const rows: Row[] = [
  ['client', 'initialize', {}, { kind: 'pass' }],
  ['client', 'ping', undefined, { kind: 'pass' }],
  ['client', 'server/discover', {}, { kind: 'pass' }],
  ['client', 'logging/setLevel', { level: 'debug' }, { kind: 'pass' }],
  ['client', 'resources/unsubscribe', { uri: 'a:b' }, { kind: 'pass' }],
  ['client', 'tools/list', {}, { kind: 'list', member: 'tools' }],
  ['client', 'resources/list', {}, { kind: 'list', member: 'resources' }],
  ['client', 'resources/templates/list', {}, { kind: 'list', member: 'resourceTemplates' }],
  ['client', 'prompts/list', {}, { kind: 'list', member: 'prompts' }],
  ['client', 'tasks/list', {}, { kind: 'list', member: 'tasks' }],

  ['client', 'tools/call', { name: 'echo' }, call('echo')],
  ['client', 'tools/call', { name: 'echo', arguments: { a: 1 } }, call('echo', { a: 1 })],
  ['client', 'tools/call', { name: '' }, call('')],
  ['client', 'tools/call', undefined, { kind: 'refuse' }],
  ['client', 'tools/call', ['echo'], { kind: 'refuse' }],
  ['client', 'tools/call', { name: 1 }, { kind: 'refuse' }],
  ['client', 'tools/call', { name: ['echo'] }, { kind: 'refuse' }],
  ['client', 'tools/call', { name: 'echo', arguments: [1] }, { kind: 'refuse' }],
  ['client', 'tools/call', { name: 'echo', arguments: 'x' }, { kind: 'refuse' }],
  ['client', 'tools/call', { name: 'echo', arguments: null }, { kind: 'refuse' }],
  ['client', 'tools/call', JSON.parse('{"__proto__":{"name":"echo"}}') as JsonValue, { kind: 'refuse' }],

  [
    'client',
    'prompts/get',
    { name: 'p' },
    { kind: 'authorize', subjects: [subject('prompts/get', { action: 'p', args: {} })] },
  ],
  [
    'client',
    'resources/read',
    { uri: 'a:b' },
    { kind: 'authorize', subjects: [subject('resources/read', { resource: 'a:b' })] },
  ],
  ['client', 'resources/read', { uri: ['a:b'] }, { kind: 'refuse' }],
  [
    'client',
    'resources/subscribe',
    {},
    { kind: 'authorize', subjects: [{ method: 'resources/subscribe', action: null, resource: null, args: null }] },
  ],
  [
    'client',
    'resources/subscribe',
    { uri: 'a:b' },
    { kind: 'authorize', subjects: [subject('resources/subscribe', { resource: 'a:b' })] },
  ],

  [
    'client',
    'completion/complete',
    { ref: { type: 'ref/prompt', name: 'p' } },
    { kind: 'authorize', subjects: [subject('prompts/get', { action: 'p' })] },
  ],
  [
    'client',
    'completion/complete',
    { ref: { type: 'ref/resource', uri: 'a:b' } },
    { kind: 'authorize', subjects: [subject('resources/read', { resource: 'a:b' })] },
  ],
  [
    'client',
    'completion/complete',
    { ref: { type: 'ref/prompt', name: 'p', uri: 'a:b' } },
    {
      kind: 'authorize',
      subjects: [subject('prompts/get', { action: 'p' }), subject('resources/read', { resource: 'a:b' })],
    },
  ],
  ['client', 'completion/complete', { ref: { type: 'ref/other' } }, { kind: 'refuse' }],
  ['client', 'completion/complete', { ref: 'p' }, { kind: 'refuse' }],
  ['client', 'completion/complete', {}, { kind: 'pass' }],

  ['client', 'subscriptions/listen', { notifications: { toolsListChanged: true } }, { kind: 'pass' }],
  [
    'client',
    'subscriptions/listen',
    { notifications: { resourceSubscriptions: ['a:b', 'c:d'] } },
    {
      kind: 'authorize',
      subjects: [
        subject('resources/subscribe', { resource: 'a:b' }),
        subject('resources/subscribe', { resource: 'c:d' }),
      ],
    },
  ],
  [
    'client',
    'subscriptions/listen',
    { resourceSubscriptions: ['a:b'] },
    { kind: 'authorize', subjects: [subject('resources/subscribe', { resource: 'a:b' })] },
  ],
  ['client', 'subscriptions/listen', { notifications: { resourceSubscriptions: 'a:b' } }, { kind: 'refuse' }],
  ['client', 'subscriptions/listen', { notifications: { resourceSubscriptions: ['a:b', 1] } }, { kind: 'refuse' }],
  ['client', 'subscriptions/listen', { notifications: { resourceSubscriptions: [['a:b']] } }, { kind: 'refuse' }],

  ['client', 'tasks/get', { taskId: 't' }, { kind: 'task', taskId: 't' }],
  ['client', 'tasks/result', { taskId: 1 }, { kind: 'refuse' }],
  ['server', 'tasks/cancel', { taskId: 't' }, { kind: 'task', taskId: 't' }],

  ['server', 'ping', undefined, { kind: 'pass' }],
  ['server', 'sampling/createMessage', {}, { kind: 'authorize', subjects: [subject('sampling/createMessage')] }],
  ['server', 'elicitation/create', {}, { kind: 'authorize', subjects: [subject('elicitation/create')] }],
  ['server', 'roots/list', {}, { kind: 'authorize', subjects: [subject('roots/list')] }],

  ['client', 'tools/run', { name: 'echo' }, { kind: 'authorize', subjects: [subject('tools/run')] }],
  ['client', 'Tools/Call', { name: 'echo' }, { kind: 'authorize', subjects: [subject('Tools/Call')] }],
  ['client', 'notifications/initialized', {}, { kind: 'authorize', subjects: [subject('notifications/initialized')] }],
  ['client', 'sampling/createMessage', {}, { kind: 'authorize', subjects: [subject('sampling/createMessage')] }],
  ['server', 'initialize', {}, { kind: 'authorize', subjects: [subject('initialize')] }],
  ['server', 'tools/call', { name: 'echo' }, { kind: 'authorize', subjects: [subject('tools/call')] }],
  ['client', '', undefined, { kind: 'authorize', subjects: [subject('')] }],
  ['client', '__proto__', undefined, { kind: 'authorize', subjects: [subject('__proto__')] }],
];

describe('treatmentOfRequest', () => {
  it.each(rows)('%s: %s %j', (from, method, params, want) => {
    expect(treatmentOfRequest(from, method, params)).toMatchObject(want);
  });
});

describe('treatmentOfNotification', () => {
  it.each<[Side, string, Treatment['kind']]>([
    ['client', 'notifications/initialized', 'pass'],
    ['client', 'notifications/cancelled', 'pass'],
    ['server', 'notifications/progress', 'pass'],
    ['client', 'tools/call', 'refuse'],
    ['client', 'initialize', 'refuse'],
    ['client', 'tools/list', 'refuse'],
    ['server', 'sampling/createMessage', 'refuse'],
    ['server', 'tools/call', 'authorize'],
    ['client', 'custom/event', 'authorize'],
    ['client', 'Notifications/initialized', 'authorize'],
  ])('%s: %s is %s', (from, method, kind) => {
    expect(treatmentOfNotification(from, method).kind).toBe(kind);
  });
});
