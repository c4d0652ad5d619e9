/** Two pickers, for a browser's picker takes either files or a folder. */
import { useRef } from 'react';
import { useImport } from '../../store/data-import';
import { Icon } from '../icons';
import { filesOfPicker } from './given';

/** @param quiet in a pane's head, where there is little room */
export function OpenButtons({ quiet = false }: { quiet?: boolean }) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement): void => {
    void useImport.getState().give(filesOfPicker(input.files));
    input.value = ''; // the same files may be given again
  };
  const look = quiet ? 'button quiet' : 'button';
  return (
    <span className={quiet ? 'data-open end' : 'actions'}>
      <button type="button" className={look} aria-label="Open files…" onClick={() => files.current?.click()}>
        <Icon name="file" />
        {quiet ? 'Files…' : 'Open files…'}
      </button>
      <button type="button" className={look} aria-label="Open folder…" onClick={() => folder.current?.click()}>
        <Icon name="folder" />
        {quiet ? 'Folder…' : 'Open folder…'}
      </button>
      <input ref={files} type="file" hidden multiple data-given="files" onChange={(event) => take(event.target)} />
      <input
        ref={folder}
        type="file"
        hidden
        data-given="folder"
        {...{ webkitdirectory: '' }}
        onChange={(event) => take(event.target)}
      />
    </span>
  );
}
