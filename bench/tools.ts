// Generated tools that read like real ones: the same every time.
import type { Tool } from '../src/shared/model';

const VERBS = ['list', 'get', 'create', 'update', 'delete', 'search', 'export', 'import', 'archive', 'compare'];
const NOUNS = `repository issue pull_request branch commit workflow_run release deployment page database block comment
  calendar_event message channel contact invoice subscription customer payment file folder permission dashboard
  metric alert query table record document`.split(/\s+/u);
const PHRASES = [
  'Returns at most one page; pass the cursor of the last answer to go on.',
  'The caller needs write access to the repository or the workspace it belongs to.',
  'Dates are ISO 8601 in UTC. Unknown fields are ignored.',
  'Use this when the person names the thing but not its identifier.',
  'This cannot be taken back; ask the person before it is called.',
  'Results are ordered by the time of their last change, newest first.',
  'Give the full path, or an identifier as another tool returned it.',
];

const at = <T>(items: readonly T[], index: number): T => items[index % items.length] as T;

/** `count` tools; every name differs. */
export function makeTools(count: number): readonly Tool[] {
  return Array.from({ length: count }, (_, i): Tool => {
    const [verb, noun] = [at(VERBS, i), at(NOUNS, Math.floor(i / VERBS.length))];
    const words = noun.replaceAll('_', ' ');
    const description = `${verb[0]?.toUpperCase()}${verb.slice(1)} ${words} number ${i}. ${at(PHRASES, i)} ${at(PHRASES, i * 3 + 1)}`;
    return {
      name: `${verb}_${noun}_${i}`,
      title: `${verb} ${words}`,
      description,
      inputSchema: { type: 'object', properties: { id: { type: 'string' } } },
      readOnly: i % 3 === 0,
      destructive: verb === 'delete',
      tokens: 40 + ((i * 37) % 400),
    };
  });
}
