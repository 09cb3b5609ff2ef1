// The real Qwen Code for tests. It needs Node 22, which npm puts before an older one.
import { installProgram } from './install-program.mjs';

installProgram({
  title: 'Qwen Code',
  package: '@qwen-code/qwen-code',
  version: '0.24.4',
  folder: 'qwen-code',
  program: 'qwen',
});
