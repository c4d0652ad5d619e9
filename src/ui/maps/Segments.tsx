/** A choice of one among few, side by side. */
interface SegmentsProps<Id extends string | number> {
  readonly label: string;
  readonly choices: readonly { readonly id: Id; readonly title: string }[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
}

export function Segments<Id extends string | number>({ label, choices, chosen, onChoose }: SegmentsProps<Id>) {
  return (
    <div className="segments" role="group" aria-label={label}>
      {choices.map(({ id, title }) => (
        <button key={id} type="button" aria-pressed={id === chosen} onClick={() => onChoose(id)}>
          {title}
        </button>
      ))}
    </div>
  );
}
