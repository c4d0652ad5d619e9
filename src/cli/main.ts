/** The command line: argv in, exit code out. 0 done, 1 failed, 2 asked wrongly, 130 interrupted (and saved). */
import { Command, CommanderError } from 'commander';
import { InputError } from '../base/errors';
import { dataCommand } from './data';
import { evalCommand } from './eval';
import { experimentCommand } from './experiment';
import { exportCommand } from './export';
import { importCommand } from './import';
import type { Bundle } from './metrics-threads';
import { predictCommand } from './predict';
import { roomsCommand } from './rooms';
import { stepCommand } from './step';
import { trainCommand } from './train';

function program(bundle: Bundle): Command {
  const root = new Command('taskfield')
    .description('Train and inspect multi-task models with the tri-plane regularizer (ICLR 2024) on WebGPU.')
    .helpCommand(false);
  const commands = [
    trainCommand(),
    evalCommand(bundle),
    predictCommand(),
    stepCommand(),
    exportCommand(),
    experimentCommand(bundle),
    importCommand(),
    dataCommand(),
    roomsCommand(),
  ];
  for (const command of commands) root.addCommand(command);
  for (const command of [root, ...root.commands, ...root.commands.flatMap((one) => one.commands)]) {
    command
      .exitOverride()
      .configureOutput({ outputError: () => undefined })
      .showHelpAfterError(false);
  }
  return root;
}

/** One sentence without commander's prefix, and where the help is. */
function usage(error: CommanderError): string {
  const text = error.message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .replace(/\.?$/, '');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}; "taskfield --help" and "taskfield COMMAND --help" list what is allowed.`;
}

async function main(bundle: Bundle): Promise<number> {
  try {
    await program(bundle).parseAsync();
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0; // --help
      // Asked without a command, commander shows the help as an error without words of its own.
      console.error(error.code === 'commander.help' ? program(bundle).helpInformation() : usage(error));
      return 2;
    }
    if (error instanceof InputError) {
      console.error(error.message);
      return 2;
    }
    const { name, message, stack } = error as Error;
    console.error(name === 'Error' || name === 'TypeError' ? stack : message);
    return 1;
  }
}

/** @param bundle of bundle.mjs, for what runs in threads of its own */
export async function run(bundle: Bundle): Promise<never> {
  process.exit(await main(bundle)); // Dawn keeps threads alive: leave as soon as the work is done
}
