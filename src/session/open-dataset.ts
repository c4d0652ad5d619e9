/** The data set that a configuration names. */
import { InputError } from '../base/errors';
import type { ExperimentConfig } from '../config/experiment';
import type { Dataset } from '../data/dataset';
import type { Surroundings } from './host';
import { roomsDataset } from './rooms-data';
import { storedDataset } from './stored-dataset';

/**
 * Needs the open GPU when the data is rooms.
 * @throws InputError if there is none, or its images have another size than the network reads
 */
export async function openDataset(
  host: Surroundings,
  config: Pick<ExperimentConfig, 'data' | 'input'>,
): Promise<Dataset> {
  const { source, rooms } = config.data;
  if (source === 'rooms') return roomsDataset(host, { rooms, size: config.input });
  const dataset = await storedDataset(await host.data.open(source));
  const { name, height, width } = dataset.info;
  const [wantedHeight, wantedWidth] = config.input;
  if (height !== wantedHeight || width !== wantedWidth) {
    throw new InputError(
      `The images of ${name} are ${height}x${width}; the configuration reads ${wantedHeight}x${wantedWidth}: set input to [${height},${width}] or take another data set.`,
    );
  }
  return dataset;
}
