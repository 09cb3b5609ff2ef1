import { describe, expect, it } from 'vitest';
import { commandIn } from '../../src/main/electron/command-line';

describe('the arguments of the app', () => {
  it.each<[readonly string[], boolean, readonly string[] | undefined]>([
    [['/opt/mcp-tray'], true, undefined],
    [['/opt/mcp-tray', 'bridge', 'notes'], true, ['bridge', 'notes']],
    [['/opt/mcp-tray', 'list', '--json'], true, ['list', '--json']],
    [['/opt/mcp-tray', 'mcp-tray://add/x'], true, undefined],
    [['/opt/mcp-tray', '--at-login'], true, undefined],
    [['electron', '.'], false, undefined],
    [['electron', '.', 'list'], false, ['list']],
    [['electron', '--inspect=0', '--remote-debugging-port=0', '.'], false, undefined],
  ])('%j are a command or not', (argv, isPackaged, words) => {
    expect(commandIn(argv, isPackaged)).toEqual(words);
  });
});
