import { describe, expect, it } from 'vitest';
import { denialText, unrecordedText, withEntry, withheldText } from '../../src/proxy/denial.ts';
import { ALLOW_ALL, DENY, receiptAt } from './support.ts';

const asked = { server: 'fs', method: 'tools/call', action: 'write_file', resource: null };

describe('denialText', () => {
  it('says what was not done, why, by which rule, and who can change it where', () => {
    const text = denialText(asked, DENY, ALLOW_ALL);
    expect(text).toContain('`fs/write_file` was not run');
    expect(text).toContain('not in a test (rule `test/deny`)');
    expect(text).toContain('/home/policies');
  });

  it('names the nearest rule that would have allowed it', () => {
    const nearMiss = 'rule `a/b` would allow this if `path` were under `/data`';
    expect(denialText(asked, { ...DENY, determining: [], nearMiss }, ALLOW_ALL)).toContain(nearMiss);
  });

  it('tells the one command that helps where there is no policy at all, quoted for a shell', () => {
    const authorizer = { ...ALLOW_ALL, hasUserPolicy: false, hint: "/home/o'neil/my home/policies" };
    expect(denialText(asked, DENY, authorizer)).toContain(
      String.raw`leash policy add builtin:read-only --home '/home/o'\''neil/my home'`,
    );
    expect(denialText(asked, DENY, ALLOW_ALL)).not.toContain('leash policy add');
  });

  it('says what else has to be done where a rule does not help', () => {
    const wayOut = 'A person has to mend the settings.';
    const text = denialText(asked, DENY, { ...ALLOW_ALL, hasUserPolicy: false, wayOut });
    expect(text.split('\n').at(-1)).toBe(wayOut);
  });

  it('says what else has to be done about this very call, before anything else', () => {
    const authorizer = { ...ALLOW_ALL, hasUserPolicy: false, wayOut: 'Mend the settings.' };
    const text = denialText(asked, { ...DENY, wayOut: 'Look into it yourself.' }, authorizer);
    expect(text.split('\n').at(-1)).toBe('Look into it yourself.');
  });

  it('says that approval is what is missing', () => {
    const obligations = [{ type: 'require-approval', reason: 'r' }] as const;
    expect(denialText(asked, { ...DENY, obligations }, ALLOW_ALL)).toContain("needs a person's approval");
  });

  it('names rules that could not be evaluated, a few of them', () => {
    const errors = Array.from({ length: 9 }, (_, i) => ({ policy: 'p', rule: `r${i}`, message: 'no `path`' }));
    const text = denialText(asked, { ...DENY, errors }, ALLOW_ALL);
    expect(text).toContain('`p/r0` could not be evaluated: no `path`');
    expect(text).not.toContain('r8');
  });

  it.each([
    [{ ...asked, action: null, resource: 'file:///etc/passwd', method: 'resources/read' }, '`file:///etc/passwd`'],
    [{ ...asked, action: null, method: 'roots/list' }, '`roots/list`'],
  ])('names a resource by its URI and anything else by its method', (what, name) => {
    expect(denialText(what, DENY, ALLOW_ALL)).toContain(name);
  });

  it('shows control and invisible characters of a name instead of sending them', () => {
    const text = denialText({ ...asked, action: 'rm\u200b\u001b[2J`' }, DENY, ALLOW_ALL);
    expect(text).not.toMatch(/[\u200b\u001b]/);
  });
});

describe('withheldText', () => {
  it('says that the call was run, why its result is not shown, by which rule, and that repeating is of no use', () => {
    const text = withheldText({ ...asked, rules: [{ policy: 'p', rule: 'r' }] }, 'it is longer than 9 bytes');
    expect(text).toContain('`fs/write_file` was run');
    expect(text).toContain('it is longer than 9 bytes (rule `p/r`)');
    expect(text).toContain('Do not repeat it');
  });
});

describe('unrecordedText', () => {
  it('says that the log is at fault, with the cause', () => {
    expect(unrecordedText(asked, 'the disk is full')).toMatch(/audit log.*the disk is full/s);
  });
});

describe('withEntry', () => {
  it('names the place in the log where there is one', () => {
    expect(withEntry('text', receiptAt(7))).toBe('text\nLog entry: 00:7');
    expect(withEntry('text', null)).toBe('text');
  });
});
