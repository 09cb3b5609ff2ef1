// Imports and takes back without end, so that a test can kill it at any moment. `node ... import-kill-child.ts HOME`
import { everything } from './import-scene';
import { runAppIn } from './running-app';

const { handlers } = await runAppIn(process.argv[2] ?? '', { connects: false, lasting: true });
process.stdout.write('go\n');
for (;;) {
  const servers = everything(await handlers['import:find'](undefined));
  const { id } = await handlers['import:plan']({ servers });
  await handlers['import:apply']({ servers, id });
  await handlers['import:undo'](undefined);
}
