// The real Codex for tests.
import { installProgram } from './install-program.mjs';

installProgram({
  title: 'Codex',
  package: '@openai/codex',
  version: '0.169.0',
  folder: 'codex',
  program: 'codex',
});
