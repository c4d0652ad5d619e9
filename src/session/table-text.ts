/** What tables are made of as Markdown, CSV and LaTeX. */

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** One line of CSV, without its end. */
export const csvLine = (fields: readonly (string | number)[]): string =>
  fields.map((field) => quoted(String(field))).join(',');

/** With its end. */
export const csvText = (lines: readonly (readonly (string | number)[])[]): string =>
  [...lines.map(csvLine), ''].join('\n');

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '$<$',
  '>': '$>$',
  '°': '$^\\circ$',
  '²': '$^2$',
  '±': '$\\pm$',
  '−': '$-$',
  '▲': '$\\blacktriangle$',
  '▼': '$\\blacktriangledown$',
  '≈': '$\\approx$',
  '↑': '$\\uparrow$',
  '↓': '$\\downarrow$',
  Δ: '$\\Delta$',
  α: '$\\alpha$',
  δ: '$\\delta$',
  '×': '$\\times$',
};

const ESCAPED = /[&%$#_{}]/;

export const latexText = (text: string): string =>
  text.replace(/[^a-zA-Z0-9 ]/g, (sign) => (ESCAPED.test(sign) ? `\\${sign}` : (LATEX[sign] ?? sign)));

/** What a table says: heads and rows of as many cells each. */
export interface Grid {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How many columns from the left are words. */
  readonly words: number;
}

const markdownCell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');

/** Lines of a table. */
export function markdownTable({ heads, rows, words }: Grid): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownCell).join(' | ')} |`;
  const rule = `| ${heads.map((_, i) => (i < words ? '---' : '---:')).join(' | ')} |`;
  return [line(heads), rule, ...rows.map(line)];
}

export const LATEX_NEEDS = '% needs booktabs and amssymb';

/** Lines of a table, its title the caption. */
export function latexTable({ title, heads, rows, words }: Grid): string[] {
  const line = (cells: readonly string[]): string => `${cells.map(latexText).join(' & ')} \\\\`;
  return [
    '\\begin{table}',
    `\\caption{${latexText(title)}}`,
    `\\begin{tabular}{${'l'.repeat(words)}${'r'.repeat(heads.length - words)}}`,
    '\\toprule',
    line(heads),
    '\\midrule',
    ...rows.map(line),
    '\\bottomrule',
    '\\end{tabular}',
    '\\end{table}',
  ];
}
