// The daemon's log. What is not asked for costs a map look-up: neither text nor fields are put together.

import { hostname } from "node:os";
import { VERSION } from "../options.js";
import { levelFor } from "./filter.js";
import { Level } from "./level.js";
import { type Fields, type FieldValue, formatLine, formatMessage } from "./line.js";
import type { LogOutput } from "./output.js";
import type { LogSettings } from "./settings.js";
import { openSink, type Sink } from "./sink.js";
import { supportCodes } from "./support-code.js";

/** A text that is costly to put together may be a function; it is called only when the message is wanted. */
export type Text = string | (() => string);

export interface Logger {
  debug(category: string, text: Text, fields?: Fields): void;
  info(category: string, text: Text, fields?: Fields): void;
  warn(category: string, text: Text, fields?: Fields): void;
  error(category: string, text: Text, fields?: Fields): void;
  /** Whether anybody would see it, for a caller who has to gather the fields first. */
  wants(level: Level, category: string): boolean;
  /** One warning line for a refused peer or call. Answers the support code, for the peer to be told. */
  refusal(refusal: Refusal): string;
}

/** Who was refused, on which rule, and what to change: whatever of it is known, as further fields. */
export interface Refusal {
  /** A code given out before; a new one otherwise. */
  readonly code?: string;
  readonly category: string;
  /** The words the peer was answered. */
  readonly text: string;
  readonly [field: string]: FieldValue;
}

/** Distinct categories are few; a bug that makes them up as it goes must not fill the memory. */
const MAX_CATEGORIES = 1000;

interface Opened {
  readonly level: Level;
  readonly sink: Sink;
  /** libvirt begins every output with its version and the host's name; so does this. */
  greeted: boolean;
}

export class Log implements Logger {
  #settings: LogSettings;
  #outputs: Map<string, Opened>;
  readonly #levels = new Map<string, Level>();
  readonly #nextCode = supportCodes();
  readonly #open: (output: LogOutput) => Sink;
  readonly #now: () => Date;

  /** Throws when an output cannot be opened; then none stays open. */
  constructor(settings: LogSettings, open: (output: LogOutput) => Sink = openSink, now = () => new Date()) {
    this.#settings = settings;
    this.#open = open;
    this.#now = now;
    this.#outputs = this.#openAll(settings.outputs, new Map());
  }

  get settings(): LogSettings {
    return this.#settings;
  }

  debug(category: string, text: Text, fields?: Fields): void {
    if (this.wants(Level.debug, category)) this.#write(Level.debug, category, text, fields);
  }

  info(category: string, text: Text, fields?: Fields): void {
    if (this.wants(Level.info, category)) this.#write(Level.info, category, text, fields);
  }

  warn(category: string, text: Text, fields?: Fields): void {
    if (this.wants(Level.warning, category)) this.#write(Level.warning, category, text, fields);
  }

  error(category: string, text: Text, fields?: Fields): void {
    if (this.wants(Level.error, category)) this.#write(Level.error, category, text, fields);
  }

  refusal({ code = this.#nextCode(), category, text, ...fields }: Refusal): string {
    // The text as a field, because it may repeat a peer's words: quoted, they cannot pass for fields of ours.
    this.warn(category, "refused", { code, text, ...fields });
    return code;
  }

  wants(level: Level, category: string): boolean {
    let least = this.#levels.get(category);
    if (least === undefined) {
      least = levelFor(category, this.#settings.filters, this.#settings.level);
      if (this.#levels.size < MAX_CATEGORIES) this.#levels.set(category, least);
    }
    return level >= least;
  }

  /** Other levels, filters or outputs from now on. Throws, and changes nothing, when an output cannot be opened. */
  reconfigure(settings: LogSettings): void {
    const before = this.#outputs;
    this.#outputs = this.#openAll(settings.outputs, before);
    for (const [name, { sink }] of before) if (!this.#outputs.has(name)) sink.close();
    this.#settings = settings;
    this.#levels.clear();
  }

  /** After logrotate(8) moved the files away. */
  reopen(): void {
    for (const { sink } of this.#outputs.values()) sink.reopen();
  }

  close(): void {
    for (const { sink } of this.#outputs.values()) sink.close();
    this.#outputs.clear();
  }

  #openAll(outputs: readonly LogOutput[], before: ReadonlyMap<string, Opened>): Map<string, Opened> {
    const opened = new Map<string, Opened>();
    try {
      for (const output of outputs) {
        const name = `${output.to}:${output.name}`;
        const kept = before.get(name);
        opened.set(name, {
          level: output.level,
          sink: kept?.sink ?? this.#open(output),
          greeted: kept?.greeted ?? false,
        });
      }
    } catch (thrown) {
      for (const [name, { sink }] of opened) if (!before.has(name)) sink.close();
      throw thrown;
    }
    return opened;
  }

  #write(level: Level, category: string, text: Text, fields: Fields | undefined): void {
    const words = typeof text === "string" ? text : text();
    const time = this.#now();
    for (const output of this.#outputs.values()) {
      if (level < output.level) continue;
      const { sink } = output;
      const put = (at: Level, from: string | null, what: string, more?: Fields) =>
        sink.write(
          sink.stamps
            ? `${formatMessage(from, what, more)}\n`
            : formatLine(time, process.pid, at, from, what, more),
          at,
        );
      if (!output.greeted) {
        output.greeted = true;
        put(Level.info, null, `virtgate version: ${VERSION}`);
        put(Level.info, null, `hostname: ${hostname()}`);
      }
      put(level, category, words, fields);
    }
  }
}
