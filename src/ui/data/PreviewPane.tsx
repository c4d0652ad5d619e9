/** The middle while files are open: what they are recognised as, their labels, their numbers, what to look at. */
import { useState } from 'react';
import type { ImportPreview } from '../../protocol/data-messages';
import { useImport } from '../../store/data-import';
import { bytes, count } from '../format';
import { Note } from '../Note';
import { Checks, SkippedFiles } from './Checks';
import { Depth } from './Depth';
import { Facts, factsOfPreview } from './Facts';
import { Looks } from './Looks';
import { Layouts } from './OpenPane';
import { Shares } from './Shares';
import { many } from './words';
import { ProgressBar } from '../ProgressBar';

export function GivenPane() {
  const looking = useImport((one) => one.looking);
  const preview = useImport((one) => one.preview);
  const problem = useImport((one) => one.problem);
  if (looking) return <Looking {...looking} />;
  if (preview) return <Preview key={preview.id} preview={preview} />;
  if (problem?.kind === 'files') return <Unrecognised message={problem.message} />;
  return null;
}

interface LookingProps {
  readonly source: string;
  readonly files: number;
  readonly share: number | null;
}

function Looking({ source, files, share }: LookingProps) {
  return (
    <div className="data-middle">
      <header className="data-title">
        <span className="label">Looking inside</span>
        <h2>{source}</h2>
        <p className="sub">
          {many(files, 'file')}. An archive is read from the front until samples of everything are found.{' '}
          <b>Nothing is stored.</b>
        </p>
      </header>
      {share === null ? null : <ProgressBar label="Looking inside" share={share} />}
    </div>
  );
}

function Unrecognised({ message }: { message: string }) {
  return (
    <div className="data-middle">
      <Note tone="bad" title="These files cannot be imported; nothing was stored.">
        {message}
      </Note>
      <section className="data-section" aria-labelledby="data-known">
        <h3 id="data-known">What is recognised</h3>
        <Layouts />
      </section>
    </div>
  );
}

function Preview({ preview }: { preview: ImportPreview }) {
  const [picked, setPicked] = useState(0);
  const rereading = useImport((one) => one.rereading);
  const labelSet = useImport((one) => one.wishes?.labelSet ?? 'nyuv2-40');
  const importing = useImport((one) => one.progress !== null);
  const { tasks, looks, statistics, skipped, remarks, scenes } = preview;
  const spread = scenes.length > 1 ? ', spread over scenes' : '';
  return (
    <div className="data-middle" aria-busy={rereading}>
      <header className="data-title">
        <span className="label">Recognised by its content, not by its name</span>
        <h2>{preview.title}</h2>
        <p className="sub">
          <span className="number">{preview.source}</span> · {bytes(preview.bytes)}.{' '}
          <b>
            {importing
              ? 'Being imported; if that is cancelled, nothing of it is kept.'
              : 'Nothing has been stored yet.'}
          </b>
        </p>
      </header>
      <Facts facts={factsOfPreview(preview, labelSet)} />
      <Looks
        which={`${looks.length} of ${count(preview.images)}${spread}`}
        looks={looks}
        tasks={tasks}
        picked={picked}
        onPick={setPicked}
        stale={rereading}
      />
      <div className="data-two">
        <Shares tasks={tasks} statistics={statistics} />
        <div className="data-column">
          <Depth statistics={statistics} />
          <Checks statistics={statistics} remarks={remarks} />
        </div>
      </div>
      <SkippedFiles skipped={skipped} />
    </div>
  );
}
