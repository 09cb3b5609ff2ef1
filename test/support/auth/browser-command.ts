// Run by the script that BROWSER names: `node browser-command.ts DECISION REPORT URL`. The link is opened, answered, and
// what the person saw in the end is appended to the report as one line of JSON.
import { appendFile } from 'node:fs/promises';

// Plain Node runs this file, and finds no TypeScript file without its extension.
const { startPerson } = (await import(new URL('browser.ts', import.meta.url).href)) as typeof import('./browser');

const [decision, report = '', url = ''] = process.argv.slice(2);
const person = await startPerson();
try {
  const visit = await person.visit(url, decision === 'deny' ? 'deny' : 'approve');
  await appendFile(report, `${JSON.stringify(visit)}\n`);
} finally {
  await person.stop();
}
