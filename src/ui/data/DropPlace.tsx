/** The whole page takes files that are dropped on it; what is under way is said while they hover. */
import { useEffect, useState } from 'react';
import { sentenceOf } from '../../store/connection';
import { useImport } from '../../store/data-import';
import { usePage } from '../../store/page';
import { filesOfDrop } from './given';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

async function take(items: DataTransferItemList): Promise<void> {
  const files = filesOfDrop(items);
  usePage.getState().show({ view: 'data' });
  try {
    await useImport.getState().give(await files);
  } catch (thrown) {
    useImport.getState().refuse(`What was dropped cannot be read (${sentenceOf(thrown)}); open it by “Files…”.`);
  }
}

/** Follows files over the page. @returns how to stop */
function followDrops(hovering: (over: boolean) => void): () => void {
  let depth = 0; // every element that is entered is left again
  const enter = (event: DragEvent): void => void (hasFiles(event) && ++depth === 1 && hovering(true));
  const leave = (event: DragEvent): void => void (hasFiles(event) && --depth === 0 && hovering(false));
  const over = (event: DragEvent): void => void (hasFiles(event) && event.preventDefault());
  const drop = (event: DragEvent): void => {
    if (!event.dataTransfer || !hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    hovering(false);
    void take(event.dataTransfer.items);
  };
  const stop = new AbortController();
  const { signal } = stop;
  window.addEventListener('dragenter', enter, { signal });
  window.addEventListener('dragleave', leave, { signal });
  window.addEventListener('dragover', over, { signal });
  window.addEventListener('drop', drop, { signal });
  return () => stop.abort();
}

export function DropPlace() {
  const [over, setOver] = useState(false);
  useEffect(() => followDrops(setOver), []);
  if (!over) return null;
  return (
    <div className="data-drop">
      <p>
        <b>Drop to look inside</b>
        <span>Files, a folder or an archive; nothing is stored until you import.</span>
      </p>
    </div>
  );
}
