// Builds three bundles: the main process (Electron entry and Node entry), the preload (one CommonJS file), the renderer.
// All that runs is in them: a package needs no node_modules but the keychain's native module.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

/** `open` declares a __dirname of its own, and electron-vite one for whoever uses it: one chunk cannot have both. */
const renameDirname = {
  name: 'rename-dirname',
  transform: (code: string, id: string) =>
    /[\\/]node_modules[\\/]open[\\/]index\.js$/u.test(id) ? code.replaceAll('__dirname', 'openFolder') : undefined,
};

export default defineConfig({
  main: {
    plugins: [renameDirname],
    build: {
      externalizeDeps: false,
      license: { fileName: 'licenses.md' },
      rollupOptions: {
        // Native, and the one thing that is loaded from node_modules.
        external: ['@napi-rs/keyring'],
        input: { index: 'src/main/index.ts', cli: 'src/main/cli.ts' },
        output: { entryFileNames: '[name].js', format: 'es' },
      },
    },
  },
  preload: {
    build: { rollupOptions: { input: 'src/preload/index.ts', output: { entryFileNames: 'index.cjs', format: 'cjs' } } },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    // Loaded from the disk or over loopback: one large file starts sooner than many small ones.
    build: {
      chunkSizeWarningLimit: 2000,
      // A third of what there is to read and compile before anything shows; the main process keeps its names for the log.
      minify: true,
      license: { fileName: 'licenses.md' },
      rollupOptions: { input: 'src/renderer/index.html' },
    },
  },
});
