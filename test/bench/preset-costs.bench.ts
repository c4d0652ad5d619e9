/** Counts what the presets cost, on a device that computes nothing, and writes src/session/preset-costs.ts anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { installWebGpu } from '../../src/cli/node-gpu';
import { PRESET_NAMES, rowOf, variantsOf } from '../../src/session/catalog';
import { estimateOf } from '../../src/session/estimate';

const FILE = 'src/session/preset-costs.ts';
const TABLE = 'export const PRESET_COSTS';

export async function bench(): Promise<void> {
  installWebGpu();
  const table: Record<string, readonly (readonly number[])[]> = {};
  for (const name of PRESET_NAMES) {
    const rows = [];
    for (const [i, config] of variantsOf(name).entries()) {
      const start = performance.now();
      const estimate = await estimateOf(config);
      rows.push(rowOf(estimate));
      const taken = ((performance.now() - start) / 1000).toFixed(1);
      console.log(
        `${name}, no. ${i}: ${(estimate.poolBytes / 2 ** 20).toFixed(0)} MiB, ${estimate.launches} launches (${taken} s)`,
      );
    }
    table[name] = rows;
  }
  const text = readFileSync(FILE, 'utf8');
  const type = text.slice(text.indexOf(TABLE), text.indexOf(' = {', text.indexOf(TABLE)));
  const source = `${text.slice(0, text.indexOf(TABLE))}${type} = ${JSON.stringify(table)};\n`;
  writeFileSync(FILE, await format(source, { ...(await resolveConfig(FILE)), parser: 'typescript' }));
}
