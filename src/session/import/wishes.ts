/** What a person wishes of an import, checked before anything is read. */
import { dataNameProblem } from '../../base/data-name';
import { InputError } from '../../base/errors';
import type { Chosen, Layout } from '../../data/importers/types';
import { LABEL_SETS, type LabelSet } from '../../base/label-sets';
import type { ImportWishes } from '../../protocol/data-messages';

const LONGEST_NAME = 60;
const LEAST_HEIGHT = 16; // rows

/** An import's name must also be none of those that made rooms are stored under. @throws InputError */
function checkName(name: string): void {
  const problem = dataNameProblem(name);
  if (problem) throw new InputError(problem);
  if (/^rooms/i.test(name))
    throw new InputError(`The name "${name}" begins as those of the built-in rooms do; choose another.`);
  if (name.length > LONGEST_NAME)
    throw new InputError(`The name "${name}" has ${name.length} characters; at most ${LONGEST_NAME} are allowed.`);
}

/** What was chosen, and the layout's suggestion for the rest. @throws InputError for a choice that there is not */
export function completeChosen(layout: Pick<Layout, 'choices' | 'title'>, chosen: Chosen): Chosen {
  const { choices, title } = layout;
  for (const [id, value] of Object.entries(chosen)) {
    const choice = choices.find((one) => one.id === id);
    if (!choice) {
      const known = choices.map((one) => one.id).join(', ');
      throw new InputError(
        `There is nothing called "${id}" to choose in ${title}; ${known ? `choices are ${known}` : 'it has no choices'}.`,
      );
    }
    if (!choice.options.some((option) => option.value === value)) {
      const options = choice.options.map((option) => option.value).join(', ');
      throw new InputError(`"${id}" is "${value}"; allowed are ${options}.`);
    }
  }
  return Object.fromEntries(choices.map(({ id, suggested }) => [id, chosen[id] ?? suggested]));
}

/** The class list that labels are read in; any where there are no class labels. @throws InputError */
export function checkLabelSet({ labelSets, title }: Pick<Layout, 'labelSets' | 'title'>, labelSet: LabelSet): void {
  if (!Object.hasOwn(LABEL_SETS, labelSet))
    throw new InputError(`There is no class list "${labelSet}"; known are ${Object.keys(LABEL_SETS).join(', ')}.`);
  if (labelSets.length > 0 && !labelSets.includes(labelSet))
    throw new InputError(
      `The labels of ${title} cannot follow "${labelSet}"; they can follow ${labelSets.join(', ')}.`,
    );
}

function checkNumbers({ limit, validationShare, height, seed }: ImportWishes): void {
  const wanted: readonly (readonly [boolean, string])[] = [
    [Number.isSafeInteger(limit) && limit >= 1, `The limit is ${limit}; allowed are whole numbers from 1.`],
    [
      validationShare >= 0 && validationShare < 1,
      `The share for validation is ${validationShare}; allowed is 0 to less than 1.`,
    ],
    [
      Number.isSafeInteger(height) && (height === 0 || height >= LEAST_HEIGHT),
      `The height is ${height}; allowed are 0 (as the images are) and whole numbers from ${LEAST_HEIGHT}.`,
    ],
    [Number.isSafeInteger(seed), `The seed is ${seed}; allowed are whole numbers.`],
  ];
  for (const [holds, sentence] of wanted) if (!holds) throw new InputError(sentence);
}

/** The wishes with every choice made, as they are kept. @throws InputError naming the first that cannot be met */
export function checkWishes(layout: Layout, wishes: ImportWishes): ImportWishes {
  checkName(wishes.name);
  checkNumbers(wishes);
  checkLabelSet(layout, wishes.labelSet);
  if (!['both', 'train', 'val'].includes(wishes.splits))
    throw new InputError(`The split is "${String(wishes.splits)}"; allowed are train, val and both.`);
  const scenes = new Set(layout.entries.map(({ scene }) => scene));
  const unknown = wishes.scenes.find((scene) => !scenes.has(scene));
  if (unknown !== undefined) {
    const known = [...scenes].filter((scene) => scene !== undefined);
    const some = known.slice(0, 8).join(', ');
    const list = known.length > 8 ? `${some} and ${known.length - 8} more` : some;
    throw new InputError(
      `There is no scene "${unknown}" in ${layout.title}; ${known.length > 0 ? `it has ${list}` : 'it names no scenes'}.`,
    );
  }
  return { ...wishes, chosen: completeChosen(layout, wishes.chosen) };
}
