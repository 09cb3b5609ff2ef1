// Decides which face `npm start` brings up. Pure, so that every machine it may meet can be tested on this one.

/** The face, and in one sentence why it is not the tray app where it is not. */
export function chooseFace({ platform, env, uid, electron }) {
  if (!hasDisplay(platform, env)) return { face: 'web', open: false, why: 'There is no display here' };
  if (platform === 'linux' && uid === 0)
    return { face: 'web', open: false, why: 'Electron does not run as root with its sandbox on' };
  if (electron === 'missing') return { face: 'fetch' };
  return { face: 'tray' };
}

/** True where a window could be shown. macOS and Windows always have one to show it on. */
export function hasDisplay(platform, env) {
  return platform === 'darwin' || platform === 'win32' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Where Electron's executable lies below its `dist` folder; the same as Electron's own install.js says. */
export function electronProgram(platform) {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/** The line of an error output that a person can use: the last one that names an error, without its stack. */
export function reasonIn(output) {
  const lines = output.split(/\r?\n/u).map((line) => line.trim());
  const telling = lines.filter((line) => /error|failed|refused|fatal/iu.test(line) && !line.startsWith('at '));
  return (telling[0] ?? '')
    .replace(/^(?:\[[^\]]*\]\s*)?(?:\w*Error:\s*)*/u, '')
    .replace(/[.\s]+$/u, '')
    .slice(0, 200);
}
