import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { openDiagnostics } from '../../src/edge/diagnostics.ts';

function collected(): { stderr: PassThrough; text: () => string } {
  const stderr = new PassThrough();
  return { stderr, text: () => String(stderr.read() ?? '') };
}

describe('openDiagnostics', () => {
  it('marks its own lines and escapes what they quote', () => {
    const { stderr, text } = collected();
    openDiagnostics(stderr).warn('refused `\x1b[2J`\nfaked line');
    expect(text()).toBe('leash: refused `\\x1b[2J`\\nfaked line\n');
  });

  it('marks and escapes what the server printed where MCP belongs', () => {
    const { stderr, text } = collected();
    openDiagnostics(stderr).diverted(Buffer.from('\x1b]0;owned\x07 listening'));
    expect(text()).toBe('[server stdout] \\x1b]0;owned\\x07 listening\n');
  });

  it('shows the beginning of a long line, and how much it left out', () => {
    const { stderr, text } = collected();
    openDiagnostics(stderr).diverted(Buffer.alloc(1_000_000, 'x'));
    const shown = text();
    expect(shown.length).toBeLessThan(3000);
    expect(shown).toContain('997952 bytes more');
  });

  it("passes the server's stderr on byte for byte", () => {
    const { stderr, text } = collected();
    openDiagnostics(stderr).pass(Buffer.from('\x1b[31mfatal\x1b[0m'));
    expect(text()).toBe('\x1b[31mfatal\x1b[0m');
  });

  it("starts its own line on a new one when the server's stopped in the middle", () => {
    const { stderr, text } = collected();
    const diagnostics = openDiagnostics(stderr);
    diagnostics.pass(Buffer.from('loading...'));
    diagnostics.warn('one');
    diagnostics.pass(Buffer.from('done\n'));
    diagnostics.warn('two');
    expect(text()).toBe('loading...\nleash: one\ndone\nleash: two\n');
  });

  it('holds little when nobody reads, says how much is missing, and wakes every server up again', async () => {
    const taken: string[] = [];
    let go = false;
    let release: (() => void) | null = null;
    const stderr = new Writable({
      write(chunk: Buffer, _encoding, done) {
        taken.push(chunk.toString());
        if (go) done();
        else release = done;
      },
    });
    const diagnostics = openDiagnostics(stderr);
    let woken = 0;
    for (let waiting = 0; waiting < 3; waiting += 1) diagnostics.onIdle(() => (woken += 1));
    expect(diagnostics.pass(Buffer.alloc(1000, 'x'))).toBe(true);
    expect(diagnostics.pass(Buffer.alloc(300_000, 'x'))).toBe(false);
    for (let i = 0; i < 10_000; i += 1) diagnostics.warn('x'.repeat(100));
    expect(stderr.writableLength).toBeLessThan(400_000);
    go = true;
    (release as (() => void) | null)?.();
    await diagnostics.flushed();
    expect(woken).toBe(3);
    diagnostics.warn('back');
    await diagnostics.flushed();
    // Whoever waited once is not woken for others.
    expect(woken).toBe(3);
    expect(taken.at(-1)).toBe('\nleash: 10000 lines are missing here, because stderr was not read\nleash: back\n');
  });

  it('goes on when stderr is closed, and lets the server go on', async () => {
    const stderr = new PassThrough();
    const diagnostics = openDiagnostics(stderr);
    stderr.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    await diagnostics.flushed();
    await new Promise(setImmediate);
    diagnostics.warn('unheard');
    expect(diagnostics.pass(Buffer.alloc(1_000_000))).toBe(true);
  });
});
