import { ToolBench } from "../../tools/testing/bench.js";
import { runPki } from "../program.js";

/** Runs `virtgate pki`. */
export class Bench extends ToolBench {
  constructor() {
    super("pki", runPki);
  }
}
