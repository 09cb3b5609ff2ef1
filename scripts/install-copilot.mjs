// The real GitHub Copilot CLI for tests.
import { installProgram } from './install-program.mjs';

installProgram({
  title: 'GitHub Copilot CLI',
  package: '@github/copilot',
  version: '1.0.102',
  folder: 'copilot-cli',
  program: 'copilot',
});
