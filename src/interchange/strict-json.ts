/** JSON in which a name that occurs twice in one object is an error: JSON.parse keeps the last in silence. */

/** @returns neither if the text is not JSON */
export interface StrictJson {
  readonly value?: unknown;
  /** The first name that an object has twice. */
  readonly duplicate?: string;
}

export function parseStrictJson(text: string): StrictJson {
  try {
    const value: unknown = JSON.parse(text);
    const duplicate = duplicateName(text);
    return duplicate === undefined ? { value } : { duplicate };
  } catch {
    return {};
  }
}

/** A text literal with the colon behind it, or a bracket; in valid JSON the first of those is a name. */
const TOKEN = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}]/g;

/** @param text valid JSON */
function duplicateName(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token, colon] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (colon !== undefined) {
      const name = JSON.parse(token.slice(0, -colon.length)) as string;
      if (open.at(-1)!.has(name)) return name;
      open.at(-1)!.add(name);
    }
  }
  return undefined;
}
