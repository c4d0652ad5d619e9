#!/usr/bin/env node
/** `npx taskfield …`: bundles the command line if the sources have changed, then runs it. */
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';

const { run } = await import(pathToFileURL(await bundle('src/cli/main.ts')).href);
await run(bundle);
