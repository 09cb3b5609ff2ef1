// A ten-letter word typed into the search over 10,000 tools, against lower-casing and looking everywhere per keystroke.

import { findTools, prepareTools } from '../src/renderer/tools/search';
import type { Tool } from '../src/shared/model';
import { type Case, interleaved, median, type Report, type Row, timed } from './measure';
import { makeTools } from './tools';

const TOOLS = 10_000;
const WORD = 'repository';
const ROUNDS = 40;
const WARM_UPS = 5;

export async function search(): Promise<readonly Report[]> {
  const tools = makeTools(TOOLS);
  const prepared = prepareTools(tools, 'cost');
  requireSame(findTools(prepared, WORD), naive(tools, WORD));
  const ours: Typed[] = [];
  const bare: Typed[] = [];
  const cases: readonly Case[] = [
    { label: 'ours', run: () => type((query) => findTools(prepared, query), ours) },
    { label: 'naive', run: () => type((query) => naive(tools, query), bare) },
    { label: 'prepare', run: () => timed(() => prepareTools(tools, 'cost').length) },
  ];
  const samples = await interleaved(cases, { rounds: ROUNDS, warmUps: WARM_UPS });
  const rows = (label: string, of: (typed: Typed) => number): readonly Row[] => {
    const [mine, theirs] = [ours, bare].map((all) => all.slice(WARM_UPS).map(of));
    const baseline = { samples: theirs ?? [], label: 'naive' };
    return [
      { label, unit: 'ms', samples: mine ?? [], baselines: [baseline] },
      { label: `${label}, naive`, unit: 'ms', samples: baseline.samples },
    ];
  };
  const worstEver = Math.max(...ours.slice(WARM_UPS).flat());
  return [
    {
      title: `${TOOLS} tools searched per keystroke, typing “${WORD}”`,
      rows: [
        ...rows('median keystroke of a word', median),
        ...rows('worst keystroke of a word', (typed) => Math.max(...typed)),
        { label: 'preparing, once per catalog', unit: 'ms', samples: samples.get('prepare') ?? [] },
      ],
      notes: [
        `Worst of all ${ROUNDS * WORD.length} keystrokes: ${worstEver.toFixed(1)} ms.`,
        'Naive lower-cases name and description and looks for the word. Drawing is not part of it: the list draws what is in view.',
      ],
    },
  ];
}

/** Milliseconds of each keystroke of one word. */
type Typed = readonly number[];

async function type(find: (query: string) => readonly Tool[], into: Typed[]): Promise<number> {
  const typed: number[] = [];
  for (let end = 1; end <= WORD.length; end++) typed.push(await timed(() => find(WORD.slice(0, end)).length));
  into.push(typed);
  return median(typed);
}

function naive(tools: readonly Tool[], query: string): readonly Tool[] {
  const word = query.toLowerCase();
  return tools.filter((t) => t.name.toLowerCase().includes(word) || t.description.toLowerCase().includes(word));
}

function requireSame(ours: readonly Tool[], bare: readonly Tool[]): void {
  const names = new Set(bare.map((tool) => tool.name));
  const same = ours.length === bare.length && ours.every((tool) => names.has(tool.name));
  if (!same || ours.length === 0) throw new Error(`found ${ours.length} tools, where ${bare.length} match`);
}
