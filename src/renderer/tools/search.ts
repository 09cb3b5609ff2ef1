// Finding tools: every word must occur in the name, the title or the description; prepared once per catalog.
import type { Tool } from '../../shared/model';

export type ToolSort = 'cost' | 'name' | 'server';

export interface Searchable {
  readonly tool: Tool;
  readonly text: string;
}

/** Sorted and lower-cased once, so that a keystroke is one pass over plain strings. */
export function prepareTools(tools: readonly Tool[], sort: ToolSort): readonly Searchable[] {
  return sorted(tools, sort).map((tool) => ({
    tool,
    text: `${tool.name}\n${tool.title ?? ''}\n${tool.description}`.toLowerCase(),
  }));
}

function sorted(tools: readonly Tool[], sort: ToolSort): readonly Tool[] {
  if (sort === 'server') return tools;
  // One fixed collation: the order of names must not depend on the reader's language.
  if (sort === 'name') return [...tools].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return [...tools].sort((a, b) => b.tokens - a.tokens);
}

export function findTools(prepared: readonly Searchable[], query: string): readonly Tool[] {
  const words = query.toLowerCase().split(/\s+/u).filter(Boolean);
  const found = words.length === 0 ? prepared : prepared.filter(({ text }) => words.every((w) => text.includes(w)));
  return found.map(({ tool }) => tool);
}
