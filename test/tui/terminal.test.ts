import { EventEmitter } from 'node:events';
import { ReadStream, WriteStream } from 'node:tty';
import { describe, expect, it, onTestFinished } from 'vitest';
import { enterTerminal } from '../../src/tui/terminal.ts';

function open() {
  const texts: string[] = [];
  const raw: boolean[] = [];
  const stdout = Object.assign(Object.create(WriteStream.prototype) as WriteStream, new EventEmitter(), {
    columns: 80,
    rows: 24,
    write: (text: string) => texts.push(text) > 0,
  });
  const stdin = Object.assign(Object.create(ReadStream.prototype) as ReadStream, {
    isTTY: true,
    isRaw: true,
    setRawMode: (mode: boolean) => raw.push(mode),
  });
  const terminal = enterTerminal(stdout, stdin);
  onTestFinished(terminal.leave);
  return { terminal, texts, raw, stdout };
}

describe('enterTerminal', () => {
  it('takes another screen, and gives everything back once', () => {
    const { terminal, texts, raw } = open();
    expect(texts.join('')).toBe('\u001b[?1049h\u001b[?7l\u001b[?25l');
    texts.length = 0;
    terminal.leave();
    terminal.leave();
    expect(texts.join('')).toBe('\u001b[?2026l\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l');
    expect(raw).toEqual([false]);
  });

  it('gives it back when the process ends, and leaves nothing behind that waits for that', () => {
    const before = process.listenerCount('exit');
    const { terminal, texts } = open();
    expect(process.listenerCount('exit')).toBe(before + 1);
    process.listeners('exit').at(-1)?.(0);
    expect(texts.at(-1)).toContain('?1049l');
    terminal.leave();
    expect(process.listenerCount('exit')).toBe(before);
  });

  it('draws frames, and passes over what is none', () => {
    const { terminal, texts } = open();
    texts.length = 0;
    terminal.canvas.write('one\ntwo');
    terminal.canvas.write('\u001b[?25h');
    terminal.canvas.write('');
    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(/\u001b\[2;1H.*two/);
  });

  it('draws all of a frame again where the terminal has another size', () => {
    const { terminal, texts } = open();
    terminal.canvas.write('one\ntwo');
    terminal.forget();
    terminal.canvas.write('one\ntwo');
    expect(texts.at(-1)).toContain('\u001b[2J');
    expect(texts.at(-1)).toContain('one');
  });

  it('draws and rings nothing once it was given back', () => {
    const { terminal, texts } = open();
    terminal.ring();
    expect(texts.at(-1)).toBe('\u0007');
    terminal.leave();
    texts.length = 0;
    terminal.canvas.write('late');
    terminal.ring();
    expect(texts).toEqual([]);
  });

  it('tells whoever waits for a text that it is written', async () => {
    const { terminal } = open();
    await new Promise<void>((resolve) => terminal.canvas.write('x', () => resolve()));
  });

  it('keeps Ink from hearing of another size, which it would answer by erasing what scrolled away', () => {
    const { terminal, stdout } = open();
    terminal.canvas.on('resize', () => undefined);
    expect(stdout.listenerCount('resize')).toBe(0);
    terminal.canvas.on('close', () => undefined);
    expect(stdout.listenerCount('close')).toBe(1);
    expect(terminal.canvas.columns).toBe(80);
  });
});
