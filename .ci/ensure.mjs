// @ts-check
/**
 * `npm start` and `npm test` on a machine that has only Node and npm: installs what is missing, then serves or tests.
 * Modes: start | test | install. This file keeps to syntax that an old Node can read, to be able to refuse it.
 */
const version = process.versions.node.split('.');

if (Number(version[0]) * 1000 + Number(version[1]) < 20019) {
  console.error('Node is ' + process.versions.node + '; Taskfield needs 20.19 or newer: install it from nodejs.org.');
  process.exitCode = 1;
} else {
  import('./modes.mjs').then(function (modes) {
    return modes.run(process.argv[2]);
  });
}
