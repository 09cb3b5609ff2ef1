// Builds three bundles: the main process (Electron entry and Node entry), the preload (one CommonJS file), the renderer.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

export default defineConfig({
  main: {
    build: {
      rollupOptions: {
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
    build: { chunkSizeWarningLimit: 2000, rollupOptions: { input: 'src/renderer/index.html' } },
  },
});
