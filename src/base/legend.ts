/** What the colours of a map mean, as data for whoever draws the legend. */

/** What the two ends of a colour scale mean. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

export type Legend =
  | { readonly kind: 'classes'; readonly classes: readonly { readonly name: string; readonly color: string }[] }
  /** Even colour stops from `low` to `high`. */
  | (Range & { readonly kind: 'ramp'; readonly unit: string; readonly stops: readonly string[] })
  /** Red, green, blue = (n + 1) / 2 of these axes. */
  | { readonly kind: 'directions'; readonly axes: readonly [string, string, string] };
