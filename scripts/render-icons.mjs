// Renders resources/icons/*.svg to the PNGs the tray and the window use. Run it after a drawing has changed; the PNGs are committed.
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const STATES = ['fine', 'needs-you', 'problem', 'working'];
const COLOURS = { black: '#000', white: '#fff' };

const svg = (name) => readFileSync(new URL(`../resources/icons/${name}.svg`, import.meta.url), 'utf8');
const inColour = (source, colour) => source.replaceAll('#000', colour).replace('<svg ', `<svg fill="${colour}" `);
const output = (name) => new URL(`../resources/${name}.png`, import.meta.url).pathname;

/** Every picture: its drawing, and the pixels it is drawn in. Windows has a drawing of its own for twice 16. */
const trayPictures = (state) => [
  { to: `tray/${state}Template`, from: svg(`tray-${state}-16`), pixels: 16 },
  { to: `tray/${state}Template@2x`, from: svg(`tray-${state}-16`), pixels: 32 },
  ...Object.entries(COLOURS).flatMap(([name, colour]) => [
    { to: `tray/${state}-${name}-16`, from: inColour(svg(`tray-${state}-16`), colour), pixels: 16 },
    { to: `tray/${state}-${name}-16@2x`, from: inColour(svg(`tray-${state}-32`), colour), pixels: 32 },
    { to: `tray/${state}-${name}-22`, from: inColour(svg(`tray-${state}-22`), colour), pixels: 22 },
    { to: `tray/${state}-${name}-22@2x`, from: inColour(svg(`tray-${state}-22`), colour), pixels: 44 },
  ]),
];
const pictures = [...STATES.flatMap(trayPictures), { to: 'icon', from: svg('app'), pixels: 512 }];

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium' });
const page = await browser.newPage({ deviceScaleFactor: 1 });
for (const { to, from, pixels } of pictures) {
  await page.setViewportSize({ width: pixels, height: pixels });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${pixels}px;height:${pixels}px}</style>${from}`);
  await page.screenshot({ path: output(to), omitBackground: true });
}
await browser.close();
console.log(`${pictures.length} pictures rendered`);
