/** What a stored data set may be called: a name that is also a folder's, on every system. */

const LONGEST = 100; // characters
const SPOILT = /[\p{Cc}/\\<>:"|?*]/u;

/** Why this cannot be a data set's name, in one sentence; null if it can. */
export function dataNameProblem(name: string): string | null {
  if (name === 'rooms') return 'The name "rooms" is the built-in data set’s; choose another.';
  if (name.length > LONGEST)
    return `The name "${name.slice(0, 20)}…" has ${name.length} characters; at most ${LONGEST} are allowed.`;
  if (name === '' || SPOILT.test(name) || /^[\s.]|[\s.]$/u.test(name)) {
    return `The name "${name}" cannot be a data set’s; take one without / \\ < > : " | ? * that neither begins nor ends with a dot or a space.`;
  }
  return null;
}
