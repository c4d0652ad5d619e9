/** A task's identity: its colour, its glyph, its name. Tasks without a glyph of their own get a plain square. */
import type { CSSProperties, ReactNode } from 'react';

const stroke = { fill: 'none', stroke: 'currentColor' } as const;

const GLYPHS: Record<string, ReactNode> = {
  semseg: (
    <>
      <path d="M0 0h7v5H0zM0 6h4v6H0z" fill="currentColor" />
      <path d="M8 0h4v8H8zM5 6h2v3h5v3H5z" fill="currentColor" opacity=".5" />
    </>
  ),
  depth: (
    <>
      <path d="M0 0h3v12H0z" fill="currentColor" />
      <path d="M4 2h3v8H4z" fill="currentColor" opacity=".7" />
      <path d="M8 4h3v4H8z" fill="currentColor" opacity=".45" />
    </>
  ),
  normals: <path d="M0 11h12M3 10L9 2M5 2h4v4" strokeWidth="1.6" {...stroke} />,
  boundary: <path d="M1 12V4l6-3v7h5" strokeWidth="1.8" {...stroke} />,
  parts: (
    <>
      <path d="M4.5 0h3v3h-3z" fill="currentColor" />
      <path d="M3 4h6v4H3z" fill="currentColor" opacity=".7" />
      <path d="M3 9h2.5v3H3zM6.5 9H9v3H6.5z" fill="currentColor" opacity=".45" />
    </>
  ),
  saliency: (
    <>
      <path d="M1 1h10v10H1z" strokeWidth="1.4" {...stroke} />
      <path d="M4 4h4v4H4z" fill="currentColor" />
    </>
  ),
};

/** The CSS colour of a task; plain ink where the tokens have none for it. */
export const taskColor = (id: string): string => `var(--${id}, var(--ink-2))`;

interface TaskNameProps {
  readonly id: string;
  readonly title: string;
  /** Only the glyph is seen; the title is still read out. */
  readonly glyphOnly?: boolean;
}

export function TaskName({ id, title, glyphOnly = false }: TaskNameProps) {
  return (
    <span className="task" style={{ '--task': taskColor(id) } as CSSProperties}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        {GLYPHS[id] ?? <path d="M1 1h10v10H1z" fill="currentColor" />}
      </svg>
      <span className={glyphOnly ? 'hidden' : undefined}>{title}</span>
    </span>
  );
}
