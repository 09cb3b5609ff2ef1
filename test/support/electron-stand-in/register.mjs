// Answers `import 'electron'`, and Playwright's `require('electron')`, with the stand-in.
import { registerHooks } from 'node:module';

const url = new URL('./electron.mjs', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' || specifier === 'electron/main'
      ? { url, format: 'module', shortCircuit: true }
      : next(specifier, context),
});
