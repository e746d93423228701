import type { Command } from "../grammar/command.js";
export const event: Command = { name: "event", group: "events", help: "Domain Events", options: [], run: () => true };
