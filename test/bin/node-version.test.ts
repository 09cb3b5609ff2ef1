import { describe, expect, it } from 'vitest';

interface Rule {
  isRecent(version: string): boolean;
}
const { isRecent } = (await import('../../bin/node-version.mjs' as string)) as Rule;

describe('the launcher', () => {
  it.each([
    ['20.20.2', false],
    ['22.0.0', false],
    ['22.14.0', false],
    ['22.15.0', true],
    ['22.21.1', true],
    ['23.7.0', false],
    ['24.0.0', true],
    ['26.1.0', true],
  ])('runs on Node %s itself: %s', (version, expected) => {
    expect(isRecent(version)).toBe(expected);
  });
});
