/** A pane that waits: what will be in it, and when. */
interface EmptyProps {
  readonly title: string;
  readonly what: string;
  readonly when: string;
}

export function Empty({ title, what, when }: EmptyProps) {
  return (
    <section className="pane" aria-label={title}>
      <header className="head">
        <h2>{title}</h2>
      </header>
      <div className="body waiting">
        <p className="empty">
          <b>{what}</b>
          <span className="sub">{when}</span>
        </p>
      </div>
    </section>
  );
}
