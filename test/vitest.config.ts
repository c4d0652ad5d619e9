import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

// Node resolves tfjs to its CommonJS files but deep imports to ES modules: two copies of every class.
// These aliases and the inlining below make it one.
const tfjs = ['tfjs-core', 'tfjs-backend-webgpu', 'tfjs-backend-cpu'].map((name) => ({
  find: new RegExp(`^@tensorflow/${name}$`),
  replacement: `${root}node_modules/@tensorflow/${name}/dist/index.js`,
}));

const shared = {
  root,
  resolve: { alias: tfjs },
};

const gpuTest = {
  environment: 'node',
  pool: 'forks',
  setupFiles: ['test/helpers/setup-gpu.ts'],
  server: { deps: { inline: [/@tensorflow\//] } },
  testTimeout: 120_000,
  hookTimeout: 120_000,
  fileParallelism: false, // one software device at a time: two would share the same two cores
} as const;

export default defineConfig({
  ...shared,
  test: {
    projects: [
      { ...shared, test: { name: 'unit', environment: 'node', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000 } },
      { ...shared, test: { name: 'gpu', include: ['test/gpu/**/*.test.ts'], ...gpuTest } },
      { ...shared, test: { name: 'wgsl', include: ['test/wgsl/**/*.test.ts'], ...gpuTest } },
    ],
  },
});
