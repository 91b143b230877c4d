import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readName } from '../../scanner/effectsName.ts';
import { anyText } from './anyText.ts';

describe('readName', () => {
  it.each([
    ['read_file', 'read'],
    ['getUserById', 'read'],
    ['acme_list_workflow_runs', 'read'],
    ['get_pull_request_status', 'read'],
    ['merge_pull_request', 'write'],
    ['sendMessage', 'write'],
    ['firewall-rule-create', 'admin'],
    ['db-cluster-create-user', 'admin'],
    ['create_or_update_file', 'write'],
    ['archive_list', 'destructive'],
    ['watch_list', 'write'],
    ['acme_mark_as_read', 'write'],
    ['acme_send_to_list', 'write'],
    ['tag_list', 'read'],
    ['API-post-search', 'read'],
    ['API-post-page', 'write'],
    ['find_and_delete', 'destructive'],
    ['get_delete_all', 'destructive'],
    ['run_command', 'execute'],
    ['run_select_query', 'read'],
    ['interact_with_process', 'execute'],
    ['kill_process', 'destructive'],
    ['message_history', 'read'],
  ])('reads %s as %s', (name, primary) => {
    expect(readName(name).primary).toBe(primary);
  });

  it('finds a grave word that stands further back', () => {
    expect(readName('get_files_purge')).toMatchObject({ primary: 'read', more: ['destructive'] });
    expect(readName('get_files_page').more).toEqual([]);
  });

  it('says how sure it is, and by which words', () => {
    expect(readName('delete_file')).toMatchObject({ certainty: 'always', opens: true, verbs: ['delete'] });
    expect(readName('acme_report')).toMatchObject({ certainty: 'sometimes', opens: false });
    expect(readName('run_script').namesCode).toBe(true);
    expect(readName('zeta')).toMatchObject({ primary: null, verbs: [] });
  });

  it('never throws, and takes time that does not grow with a name beyond any sense', () => {
    fc.assert(fc.property(anyText(), (name) => readName(name).verbs.length >= 0));
    expect(readName('and_delete_'.repeat(200_000)).primary).toBe('destructive');
  });
});
