// The real Cline command line for tests.
import { installProgram } from './install-program.mjs';

installProgram({
  title: 'Cline',
  package: 'cline',
  version: '3.0.65',
  folder: 'cline',
  program: 'cline',
});
