/** Any images, without labels: to look at predictions. The last importer that is asked. */
import { readPicture } from './raw-labels';
import { commonFolder, nameOf } from './file-names';
import type { Entry, Importer, Skipped, SourceFile } from './types';

const ID = 'images';
const IMAGE = /\.(png|jpe?g)$/i;
/** What browsers show, and what is not read here. */
const OTHER_IMAGE = /\.(webp|gif|bmp|tiff?|avif|heic)$/i;

export const images: Importer = {
  id: ID,
  async recognise(source) {
    const found = source.files.filter(({ path }) => IMAGE.test(path) && !nameOf(path).startsWith('.'));
    if (found.length === 0) return undefined;
    const files = new Map(entriesOf(found).map((entry, i) => [entry.id, { entry, file: found[i]! }]));
    return {
      importer: ID,
      title: 'Images without labels',
      entries: [...files.values()].map(({ entry }) => entry),
      labelSets: [],
      choices: [],
      remarks: [
        {
          kind: 'fact',
          text: 'No labels were recognised beside the images.',
          consequence: 'They can be looked at with a trained model; nothing can be trained on them.',
        },
      ],
      skipped: source.files.flatMap(otherImage),
      derived: {},
      async read({ id }) {
        const { height, width, rgb } = await readPicture(files.get(id)!.file);
        return { id, height, width, image: rgb, labels: {} };
      },
    };
  },
};

/** Below the folder that all lie in, without endings, as long as that leaves them different. All validate: there is nothing to train on. */
function entriesOf(found: readonly SourceFile[]): Entry[] {
  const folder = commonFolder(found.map(({ path }) => path));
  const short = (path: string): string => path.slice(folder.length).replace(IMAGE, '');
  const isUnique = new Set(found.map(({ path }) => short(path))).size === found.length;
  return found.map(({ path }) => ({
    id: isUnique ? short(path) : path.slice(folder.length),
    split: 'val',
    labels: [],
    files: [path],
  }));
}

function otherImage({ path }: SourceFile): Skipped[] {
  if (!OTHER_IMAGE.test(path)) return [];
  return [{ path, reason: 'It is neither PNG nor JPEG; save it as one of them.' }];
}
