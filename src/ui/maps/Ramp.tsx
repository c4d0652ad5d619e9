/** A colour scale with its two ends. */
import type { Legend } from '../../protocol/messages';
import { fixed } from '../format';

interface RampProps {
  readonly legend: Extract<Legend, { kind: 'ramp' }>;
  /** Of the ends; absent: none where both are whole, else one. */
  readonly digits?: number;
}

export function Ramp({ legend, digits }: RampProps) {
  const { low, high, unit, stops } = legend;
  const whole = Number.isInteger(low) && Number.isInteger(high);
  const end = (value: number): string => fixed(value, digits ?? (whole ? 0 : 1));
  return (
    <span className="maps-ramp">
      <span className="number">{end(low)}</span>
      <i style={{ background: `linear-gradient(90deg, ${stops.join(', ')})` }} />
      <span className="number">
        {end(high)}
        {unit === '°' ? unit : ` ${unit}`}
      </span>
    </span>
  );
}
