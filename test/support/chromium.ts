// The browser the end-to-end stories run in, or what to do where there is none.
import { existsSync } from 'node:fs';

const CANDIDATES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Absolute path of a Chromium, if this machine has one. */
export const chromiumPath = CANDIDATES.find((file) => file !== undefined && existsSync(file));
export const CHROMIUM_MISSING = 'Chromium is not installed; on Debian: sudo apt-get install chromium';
