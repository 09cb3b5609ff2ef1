// The real Gemini CLI for tests.
import { installProgram } from './install-program.mjs';

installProgram({
  title: 'Gemini CLI',
  package: '@google/gemini-cli',
  version: '0.61.0',
  folder: 'gemini-cli',
  program: 'gemini',
});
