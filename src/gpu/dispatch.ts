/** How many workgroups a launch needs. */

const MAX_GROUPS = 65535; // WebGPU's guaranteed maxComputeWorkgroupsPerDimension

/**
 * Workgroups for `threads` threads in a row of groups of `size`; past 65535 groups they fold into y. The kernel
 * then finds its index as id.x + id.y * num_workgroups.x * size.
 */
export function linearGroups(threads: number, size: number): [number, number, number] {
  const groups = Math.max(1, Math.ceil(threads / size));
  if (groups <= MAX_GROUPS) return [groups, 1, 1];
  const rows = Math.ceil(groups / MAX_GROUPS);
  return [Math.ceil(groups / rows), rows, 1];
}
