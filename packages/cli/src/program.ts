// The bundle's entry: runs the program.

import { runProgram } from "./main.js";

void runProgram();
