// What keeps tests away from the person who runs them holds whatever a test does.
import net from 'node:net';
import os from 'node:os';
import { describe, expect, it } from 'vitest';

describe('a test', () => {
  it.each([
    ['by options', (s: net.Socket) => s.connect({ port: 9, host: '192.0.2.1' })],
    ['by port and host', (s: net.Socket) => s.connect(9, '192.0.2.1')],
  ])('cannot reach another machine %s', (_how, connect) => {
    expect(() => connect(new net.Socket())).toThrow('a test tried to reach 192.0.2.1');
  });

  it('cannot reach another machine by fetch', async () => {
    const sent = fetch('http://192.0.2.1:8080/');
    await expect(sent).rejects.toHaveProperty('cause.message', 'a test tried to reach 192.0.2.1');
  });

  it('has a home of its own, and no keychain', () => {
    expect(os.homedir()).toContain('mcp-tray-test-home-');
    expect(process.env.MCP_TRAY_KEYCHAIN).toBe('memory');
  });
});
