// The real opencode for tests.
import { installProgram } from './install-program.mjs';

installProgram({
  title: 'opencode',
  package: 'opencode-ai',
  version: '1.18.33',
  folder: 'opencode',
  program: 'opencode',
  finish: 'postinstall.mjs',
});
