// Many servers to ready, against the slowest of them alone, and against as many bare SDK clients.
import path from 'node:path';
import type { Server } from '../src/shared/model';
import { connectIn, type Way } from './connect';
import { startFleet } from './fleet';
import { type Case, interleaved, type Report, rowsAgainst } from './measure';

const SERVERS = 50;
const ROUNDS = 7;
/** From 110 to 600 ms: servers of a person's list are near and far. */
const DELAYS = Array.from({ length: SERVERS }, (_, i) => 110 + i * 10);
const SLOWEST = Math.max(...DELAYS);
const COMMANDS = 20;
const COMMAND_ROUNDS = 3;

export async function connections(): Promise<readonly Report[]> {
  const fleet = await startFleet(DELAYS);
  try {
    const slowest = fleet.servers.slice(-1);
    const labels = [`${SERVERS} servers`, 'the slowest alone', `${SERVERS} bare SDK clients`] as const;
    const [many, alone, bare] = labels;
    const cases = [
      timedCase(many, 'ours', fleet.servers),
      timedCase(alone, 'ours', slowest),
      timedCase(bare, 'bare, listed', fleet.servers),
    ];
    const samples = await interleaved(cases, { rounds: ROUNDS });
    return [
      {
        title: `${SERVERS} HTTP servers to ready, handshakes delayed by ${DELAYS[0]} to ${SLOWEST} ms`,
        rows: rowsAgainst(samples, labels, alone, 'ms'),
        notes: [
          'Fresh process each time; ready means connected and all tools listed (20 per server).',
          `The slowest delay, ${SLOWEST} ms, is part of each figure: the rest is what this machine needs to connect.`,
        ],
      },
    ];
  } finally {
    await fleet.stop();
  }
}

export async function commands(): Promise<readonly Report[]> {
  const servers = Array.from({ length: COMMANDS }, (_, i): Server => {
    const args = [path.resolve('test/support/servers/stdio-notes.ts')];
    return { name: `command-${i}`, type: 'stdio', command: process.execPath, args, env: {}, disabled: false };
  });
  const labels = [`${COMMANDS} commands`, 'one alone', `${COMMANDS} bare SDK clients`] as const;
  const [many, alone, bare] = labels;
  const cases = [
    timedCase(many, 'ours', servers),
    timedCase(alone, 'ours', servers.slice(0, 1)),
    timedCase(bare, 'bare, listed', servers),
  ];
  const samples = await interleaved(cases, { rounds: COMMAND_ROUNDS, warmUps: 0 });
  return [
    {
      title: `${COMMANDS} stdio servers to ready`,
      rows: rowsAgainst(samples, labels, alone, 'ms'),
      notes: [
        'Each is a Node process that has to load the SDK: the cores of the machine bound this, for anyone.',
        'The SDK’s own stdio transport starts every command twice: once to ask for its era, once to use it.',
      ],
    },
  ];
}

function timedCase(label: string, way: Way, servers: readonly Server[]): Case {
  return { label, run: async () => (await connectIn(way, servers)).ms };
}
