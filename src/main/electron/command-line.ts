// The packaged app is the command line as well: `mcp-tray list`, and what clients start to bridge. Pure.

/**
 * The words of a command in the arguments of the app, or undefined where it is to be the tray app: nothing, switches of
 * Electron's, or a link the system hands over.
 */
export function commandIn(argv: readonly string[], isPackaged: boolean): readonly string[] | undefined {
  // Unpackaged, the second is the folder of the app.
  const words = argv.slice(isPackaged ? 1 : 2);
  const [first] = words;
  return first === undefined || /^-|:/u.test(first) ? undefined : words;
}
