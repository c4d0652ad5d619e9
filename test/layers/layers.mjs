// @ts-check
/**
 * The one table of layers that `npm run layers` enforces and src/README.md shows: who may import whom, and who may
 * import which package. The deepest folder that holds a file names its layer.
 */

/**
 * @typedef {object} Layer
 * @property {string} folder below src, a file without its ending where the layer is one file
 * @property {string[]} may layers it imports; a name includes the layers below it ('model' includes 'model/decoders')
 * @property {string[]} [not] layers below those names that stay closed
 * @property {string[]} [types] layers from which it imports types only
 * @property {boolean} [computed] may import a module whose name is known only when it runs (the bundle it built)
 * @property {string[]} [starts] layers whose module it starts as a worker
 */

/** Every layer may also import itself and `base`. @type {Record<string, Layer>} */
export const LAYERS = {
  base: { folder: 'base', may: [] },
  shaders: { folder: '../shaders', may: [] },
  formats: { folder: 'formats', may: [] },
  config: { folder: 'config', may: [] },
  gpu: { folder: 'gpu', may: ['shaders'] },
  nn: { folder: 'nn', may: ['gpu'] },
  data: { folder: 'data', may: ['config', 'formats'] },
  'data/sample': { folder: 'data/sample', may: [] },
  'data/rooms': { folder: 'data/rooms', may: ['data', 'config', 'formats', 'gpu'] },
  'data/augment': { folder: 'data/augment', may: ['data', 'config', 'formats', 'gpu'] },
  tasks: { folder: 'tasks', may: ['data/sample', 'nn', 'gpu'] },
  'tasks/metrics': { folder: 'tasks/metrics', may: [] },
  'model/types': { folder: 'model/types', may: ['config', 'nn', 'gpu'] },
  'model/encoders': { folder: 'model/encoders', may: ['model/types', 'config', 'nn', 'gpu'] },
  'model/decoders': { folder: 'model/decoders', may: ['model/types', 'config', 'nn', 'gpu'] },
  'model/regularizer': { folder: 'model/regularizer', may: ['model/types', 'config', 'nn', 'gpu'] },
  model: { folder: 'model', may: ['config', 'nn', 'gpu'] },
  interchange: { folder: 'interchange', may: ['nn', 'formats'] },
  training: { folder: 'training', may: ['model', 'tasks', 'data', 'interchange', 'nn', 'gpu', 'config'] },
  evaluation: { folder: 'evaluation', may: ['model', 'tasks', 'data', 'nn', 'gpu', 'config'] },
  experiments: { folder: 'experiments', may: ['config'], types: ['evaluation'] },
  protocol: { folder: 'protocol', may: ['config'], types: ['data', 'tasks', 'evaluation'] },
  session: {
    folder: 'session',
    may: 'formats config gpu nn data tasks model interchange training evaluation experiments protocol'.split(' '),
  },
  worker: { folder: 'worker', may: ['session', 'protocol', 'config', 'tasks/metrics'], starts: ['worker'] },
  cli: { folder: 'cli', may: ['session', 'protocol', 'config', 'tasks/metrics'], computed: true },
  store: { folder: 'store', may: ['protocol', 'config', 'experiments'] },
  inspector: { folder: 'inspector', may: ['store', 'protocol'] },
  ui: { folder: 'ui', may: ['store', 'inspector', 'protocol', 'config'] },
  main: { folder: 'main', may: ['ui', 'store', 'protocol'], starts: ['worker'] },
};

/** Packages and the layers that may import them; a package that is not listed belongs to nobody yet. */
export const PACKAGES = [
  {
    names: ['@tensorflow/'],
    layers: ['gpu', 'nn', 'tasks', 'model', 'training', 'evaluation', 'session'],
    not: ['tasks/metrics'],
  },
  { names: ['three'], layers: ['inspector'] },
  { names: ['react', 'react-dom'], layers: ['ui', 'inspector', 'main'] },
  { names: ['@fontsource/', 'uplot'], layers: ['ui'] },
  { names: ['zustand'], layers: ['store'] },
  { names: ['idb'], layers: ['data'] },
  { names: ['valibot'], layers: ['config'] },
  {
    names: ['h5wasm', 'fflate', 'modern-tar', '@zip.js/zip.js', 'fast-png', 'jpeg-js', 'pickleparser'],
    layers: ['formats'],
  },
  { names: ['node:', 'webgpu', 'commander', 'vite'], layers: ['cli'] },
];
