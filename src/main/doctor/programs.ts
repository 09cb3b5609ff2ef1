// What brings the programs that most servers are started with, for a person who lacks one.
const BROUGHT_BY: Readonly<Record<string, string>> = {
  bun: 'Bun',
  bunx: 'Bun',
  deno: 'Deno',
  docker: 'Docker',
  go: 'Go',
  node: 'Node.js',
  npm: 'Node.js',
  npx: 'Node.js',
  pipx: 'pipx',
  pnpm: 'pnpm',
  podman: 'Podman',
  python: 'Python',
  python3: 'Python',
  uv: 'uv',
  uvx: 'uv',
  yarn: 'Yarn',
};

export function broughtBy(command: string): string | undefined {
  return Object.hasOwn(BROUGHT_BY, command) ? BROUGHT_BY[command] : undefined;
}
