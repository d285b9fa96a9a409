import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

// Four faces from one workspace: two built pages, one script for the server's own pages, one service worker for the phone.
export default defineConfig({
  plugins: [
    preact({ devToolsEnabled: false }),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src/sw',
      filename: 'sw.ts',
      injectRegister: false,
      manifest: false,
      injectManifest: {
        globPatterns: ['app/index.html', 'app/manifest.webmanifest', 'assets/*.{js,css,wasm}', 'icons/*'],
        globIgnores: ['**/map-*', '**/console-*', '**/customer-*', '**/maplibre*', '**/live.worker*'],
      },
    }),
  ],
  build: {
    manifest: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1400,
    rollupOptions: {
      input: {
        engineer: 'app/index.html',
        console: 'console/index.html',
        customer: 'src/customer/main.ts',
      },
    },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'], css: true },
} as Parameters<typeof defineConfig>[0]);
