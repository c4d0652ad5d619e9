/**
 * `npm run bench -- regularizer`: what the regularizer costs. The renderer from stock tfjs, composed with our sampling
 * kernels, and fused; then whole training steps with and without it. Everything interleaved in one process.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { installWebGpu } from '../../src/cli/node-gpu';
import { closeGpu, openGpu } from '../../src/gpu/device';
import { benchSize, type FlopRow, type RenderRow } from './render-bench';
import { SIZES, type Size } from './render-cases';
import { adapterOf, markdown, type Report } from './report';
import { benchPreset, stepPresets, type StepRow } from './training-steps';

const USAGE = `npm run bench -- regularizer [options]
  --json FILE          writes the figures there, and the Markdown tables beside it
  --sizes A,B | none   of the renderer: ${SIZES.map(({ name }) => name).join(', ')}
  --large              all sizes, those of minutes and gigabytes too
  --presets A,B | none of the training step: ${stepPresets().join(', ')}, or any other
  --batch N            of the training step
  --repetitions N      of everything`;

const STEP_REPETITIONS = 7;

function optionsOf(args: readonly string[]) {
  const string = { type: 'string' } as const;
  const options = { json: string, sizes: string, presets: string, batch: string, repetitions: string };
  const { values } = parseArgs({
    args: [...args],
    options: { ...options, large: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  return values;
}

function chosen(list: string | undefined, known: readonly string[], usual: readonly string[]): readonly string[] {
  if (list === undefined) return usual;
  if (list === 'none') return [];
  const names = list.split(',');
  const unknown = names.find((name) => known.length > 0 && !known.includes(name));
  if (unknown !== undefined) throw new Error(`"${unknown}" is unknown; known: ${known.join(', ')}, none.`);
  return names;
}

function whole(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${name} is "${text}"; it must be a whole number from 1.`);
  return value;
}

async function renderingRows(sizes: readonly Size[], repetitions: number | undefined) {
  const rendering: RenderRow[] = [];
  const flops: FlopRow[] = [];
  for (const size of sizes) {
    console.log(`rendering ${size.name}, batch ${size.batch}`);
    const { rows, flops: rate } = await benchSize(size, repetitions ?? size.repetitions);
    rendering.push(...rows);
    if (rate) flops.push(rate);
  }
  return { rendering, flops };
}

async function stepRows(presets: readonly string[], repetitions: number, batch: number | undefined) {
  const steps: StepRow[] = [];
  for (const preset of presets) {
    console.log(`training steps of ${preset}`);
    steps.push(await benchPreset(preset, repetitions, batch));
  }
  return steps;
}

export interface BenchCall {
  readonly args: readonly string[];
  /** Of what was measured, by name. */
  readonly versions: Readonly<Record<string, string>>;
}

export async function bench({ args, versions }: BenchCall): Promise<void> {
  const { json, large, help, ...given } = optionsOf(args);
  if (help) return console.log(USAGE);
  const repetitions = whole(given.repetitions, 'repetitions');
  const batch = whole(given.batch, 'batch');
  const usual = SIZES.filter((size) => large || !size.large).map(({ name }) => name);
  const names = chosen(
    given.sizes,
    SIZES.map(({ name }) => name),
    usual,
  );
  const presets = chosen(given.presets, [], stepPresets());
  installWebGpu();
  await openGpu();
  const adapter = adapterOf();
  const sizes = SIZES.filter(({ name }) => names.includes(name));
  const rendered = await renderingRows(sizes, repetitions);
  const steps = await stepRows(presets, repetitions ?? STEP_REPETITIONS, batch);
  const report: Report = { adapter, date: new Date().toISOString().slice(0, 10), versions, ...rendered, steps };
  const text = markdown(report);
  console.log(`\n${text}`);
  if (json !== undefined) {
    writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
    writeFileSync(`${json.replace(/\.json$/, '')}.md`, text);
  }
  closeGpu();
}
