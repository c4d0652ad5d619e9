/** How to train today: one command, and what it leaves behind. */
import { Copyable } from './Copyable';
import { Note } from './Note';

const COMMAND = 'npx taskfield train --preset nano --data rooms --steps 300 --seed 1 --out runs/first';

const LEFT_BEHIND: readonly [file: string, what: string][] = [
  ['metrics.csv', 'one row a step: α, learning rate, each task’s loss from decoder and rendering'],
  ['checkpoint.safetensors', 'weights and optimizer, to go on from after a stop'],
  ['*.png', 'image, truth, decoder and rendered, side by side for each task'],
];

export function StartPane() {
  return (
    <section className="pane" aria-labelledby="start">
      <header className="head">
        <h2 id="start">Train</h2>
      </header>
      <div className="body">
        <Note tone="info" title="Training in this page is on its way.">
          Until then the command line trains, with the same code on the same kind of adapter.
        </Note>
        <p>In the folder of Taskfield, run:</p>
        <Copyable text={COMMAND} what="command" />
        <p className="sub">
          A small model learns segmentation, depth, normals and boundaries of rooms that are drawn as it starts. Every
          task is also rendered from one tri-plane, and both answers are held to the truth. Same seed, same adapter,
          same numbers.
        </p>
        <h3>What it writes to runs/first</h3>
        <dl className="files">
          {LEFT_BEHIND.map(([file, what]) => (
            <div key={file}>
              <dt>{file}</dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </div>
    </section>
  );
}
