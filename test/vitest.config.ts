import { defineConfig } from 'vitest/config';
import { findSwiftShader } from '../.ci/browser.mjs';
import { ROOT as root, tfjsAliases } from '../src/cli/bundle.mjs';

const TFJS_ENTRIES = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-core/dist/register_all_gradients',
  '@tensorflow/tfjs-backend-webgpu',
];

const shared = {
  root,
  resolve: { alias: tfjsAliases },
};

const gpuTest = {
  environment: 'node',
  pool: 'forks' as const,
  setupFiles: ['test/helpers/setup-gpu.ts'],
  // tfjs in a few prebundled files instead of a thousand modules to transform at every start.
  deps: { optimizer: { ssr: { enabled: true, include: TFJS_ENTRIES } } },
  server: { deps: { inline: [/@tensorflow\//] } },
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // One process for all files: tfjs is compiled once, and one software device runs at a time.
  fileParallelism: false,
  maxWorkers: 1,
  isolate: false,
};

/** What the renderer is made of: the golden cases, and its kernels. */
const RENDERER_TESTS = [
  'test/gpu/model/regularizer-golden.test.ts',
  'test/gpu/kernels/{fused-*,free-*,frustum-points,cell-sort,composite,importance,plane-sample*,ray-sum,stratified}.test.ts',
];

// The loader takes its list from either name, the newer one first. Without a driver the tests fail: setup-gpu.ts.
const swiftShader = findSwiftShader() ?? '';
const swiftShaderEnvironment = {
  TASKFIELD_ADAPTER: 'swiftshader',
  VK_ICD_FILENAMES: swiftShader,
  VK_DRIVER_FILES: swiftShader,
};

export default defineConfig({
  ...shared,
  test: {
    projects: [
      {
        ...shared,
        test: { name: 'unit', environment: 'node', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000 },
      },
      { ...shared, test: { name: 'gpu', include: ['test/gpu/**/*.test.ts'], ...gpuTest } },
      {
        ...shared,
        test: { name: 'gpu-swiftshader', include: RENDERER_TESTS, env: swiftShaderEnvironment, ...gpuTest },
      },
      { ...shared, test: { name: 'wgsl', include: ['test/wgsl/**/*.test.ts'], ...gpuTest } },
    ],
  },
});
