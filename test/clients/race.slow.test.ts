// Our writes against a real Claude Code that writes the same file all the time.
import { expect, it } from 'vitest';
import type { Wanted } from '../../src/main/ports';
import { claude, claudeIsMissing } from '../support/claude';
import { desk, direct, http } from './support';

const WRITES = 100;
const COMMANDS = 20;

it.skipIf(claudeIsMissing())(
  '100 writes racing claude mcp add and remove lose nothing',
  { timeout: 180_000 },
  async () => {
    const d = desk();
    const kept = new Set<string>();
    let running = true;
    let commands = 0;
    const loop = async (who: string) => {
      for (let i = 0; running; i++) {
        const name = `${who}${i}`;
        const add = await claude(d.home, ['mcp', 'add', '-s', 'user', '-t', 'http', name, 'http://127.0.0.1:1/']);
        expect(add).toMatchObject({ code: 0 });
        kept.add(name);
        commands++;
        if (i % 2 === 0) continue;
        const remove = await claude(d.home, ['mcp', 'remove', '-s', 'user', name]);
        expect(remove).toMatchObject({ code: 0 });
        kept.delete(name);
        commands++;
      }
    };
    const loops = [loop('x'), loop('y')];
    const wanted: Wanted[] = [];
    try {
      // On a slow machine Claude takes its time; both must have had their share.
      for (let i = 0; i < WRITES || commands <= COMMANDS; i++) {
        wanted.push(direct(http(`ours${i}`)));
        expect(await d.sync(wanted)).toBe(1);
        expect(JSON.parse(d.read()).mcpServers).toHaveProperty(`ours${i}`);
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
    } finally {
      running = false;
      await Promise.all(loops);
    }
    console.log(`${wanted.length} writes of ours against ${commands} commands of Claude`);
    const names = Object.keys(JSON.parse(d.read()).mcpServers).sort();
    expect(names).toEqual([...wanted.map((w) => w.server.name), ...kept].sort());
    expect(wanted.length).toBeGreaterThanOrEqual(WRITES);
    expect(commands).toBeGreaterThan(COMMANDS);
    await d.sync([]);
    expect(Object.keys(JSON.parse(d.read()).mcpServers).sort()).toEqual([...kept].sort());
    await d.dispose();
  },
);
