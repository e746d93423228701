// `virtgate admin --help`.

import { type HelpTable, usageCommands } from "../help.js";
import { outputHelp } from "../usage.js";

const options = `
virtgate admin [options]... [<command_string>]
virtgate admin [options]... <command> [args...]

  options:
    -c | --connect=URI      daemon admin connection URI
    -d | --debug=NUM        debug level [0-4]
    -h | --help             this help
    -l | --log=FILE         output logging to file
    -q | --quiet            quiet mode
    -v                      short version
    -V                      long version
         --version[=TYPE]   version, TYPE is short or long (default short)
`;

export const adminUsage = (table: HelpTable): string =>
  `${options}${outputHelp(table.commands)}${usageCommands(table)}`;
