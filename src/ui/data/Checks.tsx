/** What is to be known before training: remarks of the layout, and what the images themselves say of normals and poses. */
import type { DataStatistics, Remark, Skipped } from '../../protocol/data-messages';
import { count, fixed } from '../format';
import { Icon } from '../icons';
import { CopyButton } from './CopyButton';
import { many } from './words';

type Tone = 'ok' | 'info' | 'warn';

interface Finding {
  readonly tone: Tone;
  readonly text: string;
  readonly consequence: string;
}

const ICONS = { ok: 'check', info: 'info', warn: 'warning' } as const;

const FAR_FROM_DEPTH = 30; // degrees: two ways to the same plane differ by far less
const POSE_GAIN = 0.8; // with its pose a frame must be this much nearer to the other than without

function normalsFinding({ tasks }: DataStatistics): Finding[] {
  const found = tasks.find(({ task }) => task === 'normals');
  if (!found?.meanNormal) return [];
  const [x, y, z] = found.meanNormal;
  const mean = `Mean normal: ${fixed(x, 2)} right, ${fixed(y, 2)} up, ${fixed(z, 2)} towards the camera.`;
  if (z <= 0)
    return [
      { tone: 'warn', text: mean, consequence: 'Surfaces seem to face away: choose another order of their axes.' },
    ];
  const angle = found.againstDepth;
  if (angle === undefined) return [{ tone: 'ok', text: mean, consequence: 'Surfaces face the camera, as they must.' }];
  const fit = `${fixed(angle, 1)}° at the median from normals fitted to depth`;
  if (angle > FAR_FROM_DEPTH)
    return [{ tone: 'warn', text: mean, consequence: `${fit}: choose another order of their axes.` }];
  return [{ tone: 'ok', text: mean, consequence: `${fit}, so the axes are right.` }];
}

function posesFinding({ poses }: DataStatistics): Finding[] {
  if (!poses) return [];
  const { pairs, withPose, without } = poses;
  const text = `Poses of ${many(pairs, 'pair')}: brightness differs by ${fixed(withPose, 1)} with them, ${fixed(without, 1)} without.`;
  return withPose <= without * POSE_GAIN
    ? [{ tone: 'ok', text, consequence: 'Frames land on each other: the poses are right.' }]
    : [
        {
          tone: 'warn',
          text,
          consequence: 'They explain no motion: look at their units and axes before training on second views.',
        },
      ];
}

export const findingsOf = (statistics: DataStatistics): Finding[] => [
  ...normalsFinding(statistics),
  ...posesFinding(statistics),
];

interface ChecksProps {
  readonly statistics: DataStatistics;
  readonly remarks?: readonly Remark[];
}

const ORDER: Record<Tone, number> = { warn: 0, info: 1, ok: 2 };

export function Checks({ statistics, remarks = [] }: ChecksProps) {
  const told = remarks.map(({ kind, text, consequence }): Finding => ({
    tone: kind === 'warning' ? 'warn' : 'info',
    text,
    consequence,
  }));
  const findings = [...told, ...findingsOf(statistics)].sort((a, b) => ORDER[a.tone] - ORDER[b.tone]);
  if (findings.length === 0) return null;
  return (
    <section className="data-section" aria-labelledby="data-checks">
      <header className="data-head">
        <h3 id="data-checks">To look at</h3>
        <span className="label number">{findings.length}</span>
      </header>
      <ul className="data-findings">
        {findings.map(({ tone, text, consequence }) => (
          <li key={text} className={tone}>
            <Icon name={ICONS[tone]} />
            <b>
              <span className="hidden">{tone === 'warn' ? 'Warning: ' : ''}</span>
              {text}
            </b>
            <span className="sub">{consequence}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const FIRST = 4;
const MOST = 200; // lines; the copied list has all

/** Files that are left out, each with its reason; all of them on request, and to take along. */
export function SkippedFiles({ skipped }: { skipped: readonly Skipped[] }) {
  if (skipped.length === 0) return null;
  const text = skipped.map(({ path, reason }) => `${path}\t${reason}`).join('\n');
  const rest = skipped.slice(FIRST);
  return (
    <section className="data-section" aria-labelledby="data-skipped">
      <header className="data-head">
        <h3 id="data-skipped">Skipped</h3>
        <span className="label">{many(skipped.length, 'file')}; the rest can be imported</span>
        <CopyButton className="end" text={text} what="list" />
      </header>
      <SkippedList skipped={skipped.slice(0, FIRST)} />
      {rest.length > 0 ? (
        <details className="data-details">
          <summary>{count(rest.length)} more</summary>
          <SkippedList skipped={rest.slice(0, MOST)} />
          {rest.length > MOST ? <p className="label">The copied list has all {count(skipped.length)}.</p> : null}
        </details>
      ) : null}
    </section>
  );
}

export function SkippedList({ skipped }: { skipped: readonly Skipped[] }) {
  return (
    <ul className="data-skipped">
      {skipped.map(({ path, reason }, index) => (
        <li key={`${path}-${index}`}>
          <span className="number">{path}</span>
          <span className="sub">{reason}</span>
        </li>
      ))}
    </ul>
  );
}
