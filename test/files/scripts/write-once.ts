// Writes one file once and prints what came of it: "written" or the code of the error.
import { readTextFile, writeTextFile } from '../../../src/main/files/text-file';
import { AppError } from '../../../src/shared/errors';

const [file = '', text = ''] = process.argv.slice(2);
try {
  const old = await readTextFile(file);
  await writeTextFile({ path: file, text, expected: old?.hash ?? 'absent' });
  process.stdout.write('written');
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  process.stdout.write(error.code);
}
