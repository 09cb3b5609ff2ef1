// What the figures were taken on: without it they mean nothing.
import os from 'node:os';

export function machine(now: Date): readonly string[] {
  const cpus = os.cpus();
  const load = os.loadavg().map((value) => value.toFixed(2));
  return [
    `MCP Tray bench, ${now.toISOString()}`,
    `CPU: ${cpus[0]?.model.trim() ?? 'unknown'}, ${os.availableParallelism()} of ${cpus.length} cores`,
    `Memory: ${(os.totalmem() / 1024 ** 3).toFixed(1)} GB`,
    `Node: ${process.version}, V8 ${process.versions.v8}`,
    `Kernel: ${os.type()} ${os.release()} ${os.arch()}`,
    `Load (1, 5, 15 minutes): ${load.join(' ')}`,
  ];
}
