import { describe, expect, it } from 'vitest';
import { lacksTrayHost } from '../../src/main/electron/tray-host';

describe('a desktop without tray icons', () => {
  it.each([
    ['linux', '(false,)', true],
    ['linux', '(true,)', false],
    ['linux', undefined, false],
    ['linux', 'nonsense', false],
    ['darwin', '(false,)', false],
    ['win32', '(false,)', false],
  ] as const)('%s that answers %s', async (platform, answer, lacks) => {
    expect(await lacksTrayHost(platform, async () => answer)).toBe(lacks);
  });

  it('is asked of the real session bus without harm', async () => {
    expect(typeof (await lacksTrayHost(process.platform))).toBe('boolean');
  });
});
