// The real Amp for tests.
import { installProgram } from './install-program.mjs';

installProgram({
  title: 'Amp',
  package: '@ampcode/cli',
  version: '0.0.1790142911-g7618fb',
  folder: 'amp',
  program: 'amp',
  finish: 'install.cjs',
});
