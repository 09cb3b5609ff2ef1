// Writes one file over and over with texts of one letter, until it is killed. Says "go" after the first.
import { readTextFile, writeTextFile } from '../../../src/main/files/text-file';

const [file = '', size = '1'] = process.argv.slice(2);
for (let i = 0; ; i++) {
  const old = await readTextFile(file);
  await writeTextFile({ path: file, text: 'ab'.charAt(i % 2).repeat(Number(size)), expected: old?.hash ?? 'absent' });
  if (i === 0) process.stdout.write('go\n');
}
