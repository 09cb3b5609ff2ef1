// The real terminal on streams that behave like one: what is shown, what is not, and what is left behind.
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createTerminal } from '../../src/main/cli/terminal';

function setUp(keyboard: boolean, screen = keyboard, columns = 40) {
  const stdin = Object.assign(new PassThrough(), {
    isTTY: keyboard,
    isRaw: false,
    setRawMode(on: boolean) {
      stdin.isRaw = on;
      return stdin;
    },
  });
  const text = { out: '', err: '' };
  const sink = (name: 'out' | 'err') => {
    const stream = Object.assign(new PassThrough(), { isTTY: screen, columns });
    stream.on('data', (chunk) => {
      text[name] += String(chunk);
    });
    return stream as unknown as NodeJS.WriteStream;
  };
  let interrupts = 0;
  const streams = { stdin: stdin as unknown as NodeJS.ReadStream, stdout: sink('out'), stderr: sink('err') };
  const terminal = createTerminal({ ...streams, interrupt: () => (interrupts += 1) });
  return { terminal, stdin, text, interrupts: () => interrupts };
}
const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('a line that passes', () => {
  it('takes the place of the last one, fits the screen, and makes room for what stays', () => {
    const { terminal, text } = setUp(true);
    terminal.progress('4:59');
    terminal.progress('4:59');
    terminal.progress('x'.repeat(60));
    terminal.out('done');
    expect(text.err).toBe(`\r\u001B[2K4:59\r\u001B[2K${'x'.repeat(38)}…\r\u001B[2K`);
    expect(text.out).toBe('done\n');
  });

  it('is shown whole where nobody knows how wide the screen is', () => {
    const { terminal, text } = setUp(true, true, 0);
    terminal.progress('4:59');
    terminal.progress('');
    expect(text.err).toBe('\r\u001B[2K4:59\r\u001B[2K');
  });

  it('is not shown where nobody watches', () => {
    const { terminal, text } = setUp(false);
    terminal.progress('4:59');
    expect([terminal.watched, text.err]).toEqual([false, '']);
  });
});

describe('a line that is read', () => {
  it('is asked for on standard error, and seen while it is typed', async () => {
    const { terminal, stdin, text } = setUp(true);
    const line = terminal.readLine('Address: ', {});
    stdin.write('http://x\r');
    expect(await line).toBe('http://x');
    expect(text.err).toContain('Address: ');
    expect(text.err).toContain('http://x');
    expect([text.out, stdin.isRaw]).toEqual(['', false]);
  });

  it('is not shown where it is hidden', async () => {
    const { terminal, stdin, text } = setUp(true);
    const line = terminal.readLine('API key: ', { hidden: true });
    stdin.write('s3c');
    stdin.write('ret\r');
    expect(await line).toBe('s3cret');
    expect(text).toEqual({ out: '', err: 'API key: \n' });
    expect(stdin.isRaw).toBe(false);
  });

  it('comes from what standard input is, without a question', async () => {
    const { terminal, stdin, text } = setUp(false);
    const line = terminal.readLine('Address: ', {});
    stdin.write('http://x\nmore\n');
    expect([await line, text.err, terminal.typed]).toEqual(['http://x', '', false]);
  });

  it('is undefined at the end of input, and once nobody waits for it', async () => {
    const piped = setUp(false);
    piped.stdin.end();
    expect(await piped.terminal.readLine('?', {})).toBeUndefined();
    const { terminal, stdin } = setUp(true);
    const gaveUp = new AbortController();
    const line = terminal.readLine('?', { signal: gaveUp.signal });
    await soon();
    gaveUp.abort();
    expect([await line, stdin.isRaw]).toEqual([undefined, false]);
    expect(await terminal.readLine('?', { signal: gaveUp.signal })).toBeUndefined();
  });

  it('hands Ctrl+C on, and the keyboard back before that', async () => {
    const { terminal, stdin, interrupts } = setUp(true);
    const line = terminal.readLine('?', {});
    stdin.write('\u0003');
    await soon();
    expect([interrupts(), stdin.isRaw]).toEqual([1, false]);
    expect(await line).toBeUndefined();
  });
});
