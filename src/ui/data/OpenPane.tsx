/** The middle while nothing is chosen: what can be opened, how it looks on a disk, and what it brings. */
import type { ReactNode } from 'react';
import { OpenButtons } from './OpenButtons';

interface Known {
  readonly title: string;
  readonly looks: ReactNode;
  readonly brings: string;
}

const file = (name: string): ReactNode => <code>{name}</code>;

/** Importers recognise these by content; folders may lie anywhere inside what is given. */
const KNOWN: readonly Known[] = [
  {
    title: 'NYU Depth V2, labelled set',
    looks: <>{file('nyu_depth_v2_labeled.mat')}, 2.8 GiB, read in place</>,
    brings: '1 449 images: classes, depth; normals and boundaries are derived',
  },
  {
    title: 'NYUD_MT',
    looks: <>folder or {file('.tgz')} with images, segmentation, depth, normals, edge, gt_sets</>,
    brings: 'classes, depth, normals, boundaries; also as ATRC and InvPT have it',
  },
  {
    title: 'NYUv2 of MTAN',
    looks: <>{file('train|val / image, label, depth, normal / N.npy')}</>,
    brings: '13 classes, depth, normals',
  },
  {
    title: 'PASCAL_MT',
    looks: <>folder or {file('.tgz')} with JPEGImages, semseg, human_parts, normals_distill, sal_distill</>,
    brings: '21 classes, human parts, saliency, normals, boundaries',
  },
  {
    title: 'NYU depth by list',
    looks: <>{file('nyu2_train.csv')} beside its pictures</>,
    brings: 'depth, of video frames',
  },
  {
    title: 'Posed RGB-D',
    looks: 'a sequence of 7-Scenes, TUM or Open3D',
    brings: 'depth and cameras, for second views',
  },
  { title: 'Images', looks: 'any folder of JPEG and PNG files', brings: 'no labels: to predict on' },
];

export function Layouts() {
  return (
    <table className="data-layouts">
      <thead>
        <tr>
          <th scope="col">Data</th>
          <th scope="col">As files</th>
          <th scope="col">What it brings</th>
        </tr>
      </thead>
      <tbody>
        {KNOWN.map(({ title, looks, brings }) => (
          <tr key={title}>
            <th scope="row">{title}</th>
            <td>{looks}</td>
            <td className="sub">{brings}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function OpenPane() {
  return (
    <div className="data-middle">
      <header className="data-title">
        <span className="label">Nothing leaves this computer</span>
        <h2>Open a data set</h2>
        <p className="sub">
          Drop files, a folder or an archive anywhere on this page. You see what is inside, with its labels painted over
          the images, before anything is stored.
        </p>
        <OpenButtons />
      </header>
      <section className="data-section" aria-labelledby="data-known">
        <h3 id="data-known">What is recognised</h3>
        <Layouts />
      </section>
    </div>
  );
}

/** Rooms need no files. */
export function RoomsPane() {
  return (
    <div className="data-middle">
      <header className="data-title">
        <span className="label">Built in</span>
        <h2>Rooms</h2>
        <p className="sub">
          Furnished rooms, drawn on this GPU from a seed when a run needs them, with exact labels for every task and
          several cameras in each. How many, how difficult and how noisy is set with the run.
        </p>
      </header>
      <p className="empty">
        <b>Their images, shares and checks</b>
        <span className="sub">As soon as a run has drawn some; they then stand in the list as “Rooms, drawn”.</span>
      </p>
    </div>
  );
}
