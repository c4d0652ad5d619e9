import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // 'es': the worker may split itself by dynamic import.
  worker: { format: 'es' },
  build: { target: 'es2023', sourcemap: true },
  preview: { port: 4173, strictPort: true },
  // Named here because they are reached only through the worker: found late, they would reload the page.
  optimizeDeps: {
    include: [
      '@tensorflow/tfjs-core',
      '@tensorflow/tfjs-core/dist/register_all_gradients',
      '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops',
      '@tensorflow/tfjs-backend-webgpu',
      'fast-png',
      'fflate',
      'h5wasm',
      'jpeg-js',
      'modern-tar',
    ],
  },
});
