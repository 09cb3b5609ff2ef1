// A ten-letter word typed into the searches over 10,000 tools, of one server and ranked over all of them, against
// lower-casing and looking everywhere per keystroke.

import { findTools, prepareTools } from '../src/renderer/tools/search';
import { find, prepare } from '../src/shared/find';
import type { Tool } from '../src/shared/model';
import { type Case, goal, interleaved, median, type Report, type Row, timed } from './measure';
import { makeTools } from './tools';

const TOOLS = 10_000;
const WORD = 'repository';
const ROUNDS = 40;
const WARM_UPS = 5;
const FRAME_MS = 16;

export async function search(): Promise<readonly Report[]> {
  const tools = makeTools(TOOLS);
  const ranked = prepare(tools, (tool) => tool);
  const prepared = prepareTools(tools, 'cost');
  requireSame(findTools(prepared, WORD), naive(tools, WORD));
  requireSame(find(ranked, WORD), naive(tools, WORD));
  const typed = { ranked: [] as Typed[], ours: [] as Typed[], naive: [] as Typed[] };
  const cases: readonly Case[] = [
    { label: 'ranked', run: () => type((query) => find(ranked, query), typed.ranked) },
    { label: 'ours', run: () => type((query) => findTools(prepared, query), typed.ours) },
    { label: 'naive', run: () => type((query) => naive(tools, query), typed.naive) },
    { label: 'prepare', run: () => timed(() => prepareTools(tools, 'cost').length) },
    { label: 'prepare ranked', run: () => timed(() => prepare(tools, (tool) => tool).length) },
  ];
  const samples = await interleaved(cases, { rounds: ROUNDS, warmUps: WARM_UPS });
  const kept = (which: keyof typeof typed) => typed[which].slice(WARM_UPS);
  const rows = (label: string, of: (word: Typed) => number): readonly Row[] => {
    const baseline = { samples: kept('naive').map(of), label: 'naive' };
    const row = (which: 'ranked' | 'ours', over: string): Row => ({
      label: `${label}, ${over}`,
      unit: 'ms',
      samples: kept(which).map(of),
      baselines: [baseline],
    });
    return [
      row('ranked', 'all servers'),
      row('ours', 'one server'),
      { label: `${label}, naive`, unit: 'ms', samples: baseline.samples },
    ];
  };
  const worst = (which: keyof typeof typed) => Math.max(...kept(which).flat()).toFixed(1);
  return [
    {
      title: `${TOOLS} tools searched per keystroke, typing “${WORD}”`,
      rows: [
        ...rows('median keystroke', median),
        ...rows('worst keystroke of a word', (word) => Math.max(...word)),
        { label: 'preparing one server', unit: 'ms', samples: samples.get('prepare') ?? [] },
        { label: 'preparing all servers', unit: 'ms', samples: samples.get('prepare ranked') ?? [] },
      ],
      notes: [
        goal(
          'worst keystroke of a word, all servers',
          kept('ranked').map((word) => Math.max(...word)),
          FRAME_MS,
          'ms',
        ),
        `Worst of all ${ROUNDS * WORD.length} keystrokes: ${worst('ranked')} ms over all servers, ${worst('ours')} ms in one.`,
        'Naive lower-cases name and description and looks for the word. Drawing is not part of it: that is in `window`.',
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
