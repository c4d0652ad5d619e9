/**
 * Names of tasks in files: ours are semseg, depth, normals, boundary, parts, saliency; weight files and tensors
 * exchanged with other programs have the published semseg, depth, normals, edge, human_parts, sal. The one place
 * that converts between them.
 */

/** As a Task has it. */
export interface NamedTask {
  readonly id: string;
  readonly publishedName: string;
}

/** Whole parts of a dotted or slashed name, or what follows an underscore in one: heads.edge.weight, inter_edge. */
function replaced(name: string, from: string, to: string): string {
  return from === to ? name : name.replaceAll(new RegExp(`(^|[./_])${from}(?=$|[./])`, 'g'), `$1${to}`);
}

/** Our name of a tensor (a state-dict key, a path such as target/boundary, a task id) as the published one. */
export function toPublished(name: string, tasks: readonly NamedTask[]): string {
  return tasks.reduce((text, { id, publishedName }) => replaced(text, id, publishedName), name);
}

/** The other way round. */
export function fromPublished(name: string, tasks: readonly NamedTask[]): string {
  return tasks.reduce((text, { id, publishedName }) => replaced(text, publishedName, id), name);
}
