/** `taskfield data`: what is stored, what is in it, and its removal. */
import { Command } from 'commander';
import { InputError } from '../base/errors';
import type { DatasetCard } from '../protocol/data-messages';
import { datasetCards } from '../session/data-library';
import { unfinishedImports } from '../session/import/unfinished';
import { storedStatistics } from '../session/stored-looks';
import { cardRow, statisticsText, table } from './data-text';
import { dataHome, folderData } from './folder-data';

export function dataCommand(): Command {
  return new Command('data')
    .description('Stored data sets: list them, look into one, remove one.')
    .addCommand(new Command('list').description('All that are stored, and imports that can go on.').action(list))
    .addCommand(
      new Command('show')
        .description('Counts, labels and statistics of one.')
        .argument('<name>', 'its name')
        .action(show),
    )
    .addCommand(new Command('remove').description('Delete one.').argument('<name>', 'its name').action(remove));
}

async function list(): Promise<void> {
  const store = folderData();
  const cards = await datasetCards(store);
  const unfinished = await unfinishedImports(store);
  console.log(cards.length > 0 ? table(cards.map(cardRow), '') : `No data set is stored in ${dataHome()}.`);
  for (const { name, source, done, total } of unfinished)
    console.log(
      `"${name}" of ${source} was interrupted at ${done} of ${total} images; the same import command goes on.`,
    );
}

/** @throws InputError if there is none of this name */
async function cardOf(name: string): Promise<DatasetCard> {
  const cards = await datasetCards(folderData());
  const card = cards.find((one) => one.name === name);
  if (card) return card;
  const known = cards.map((one) => one.name).join(', ');
  throw new InputError(`There is no data set "${name}"; ${known ? `stored are ${known}` : 'none is stored'}.`);
}

async function show(name: string): Promise<void> {
  const card = await cardOf(name);
  console.log(table([cardRow(card)], ''));
  if (card.problem !== null) return;
  console.log(`From ${card.title}${card.posed ? ', with poses' : ''}`);
  console.log(statisticsText(await storedStatistics(folderData(), name), card.tasks ?? []));
}

async function remove(name: string): Promise<void> {
  await cardOf(name);
  await folderData().remove(name);
  console.log(`Removed "${name}".`);
}
