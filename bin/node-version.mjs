// Which Node the built command line runs on; on another one the launcher starts the one that npm brought along.

/** The first with all that src/ uses of Node: Zstandard came with 22.15 and 23.8, and nobody looks after 23 any more. */
export const OLDEST_NODE = '22.15';

/** @param version as `process.versions.node` says it */
export function isRecent(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 22 ? minor >= 15 : major > 23;
}
