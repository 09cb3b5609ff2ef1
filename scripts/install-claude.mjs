// The real Claude Code for tests.
import { installProgram } from './install-program.mjs';

installProgram({
  title: 'Claude Code',
  package: '@anthropic-ai/claude-code',
  version: '2.1.330',
  folder: 'claude-code',
  program: 'claude',
  finish: 'install.cjs',
});
