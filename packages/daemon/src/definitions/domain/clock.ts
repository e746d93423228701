/** `<clock>` and its timers; what to do at the end of a life; power states; performance events. */
import { Limit, parseInteger } from "../integer.js";
import { internal, invalidDomain, unsupported } from "../refusal.js";
import { type ChildRule, each, shape } from "../shape.js";
import { choice, number, required, unsignedLongLong, yesNo } from "../values.js";
import { attribute, childNamed, childrenNamed, element, textOf } from "../xml-tree.js";

const OFFSETS = ["utc", "localtime", "variable", "timezone", "absolute"];
const count = number({ hideZero: true });

/** Which timers have which of the rarer properties. */
const ONLY_FOR: Readonly<Record<string, readonly string[]>> = {
  tickpolicy: ["platform", "pit", "rtc", "hpet", "tsc", "armvtimer"],
  track: ["platform", "rtc"],
  frequency: ["tsc"],
  mode: ["tsc"],
};

const timer = shape("timer", {
  attributes: {
    name: required(choice(["platform", "pit", "rtc", "hpet", "tsc", "kvmclock", "hypervclock", "armvtimer"])),
    present: yesNo,
    tickpolicy: choice(["delay", "catchup", "merge", "discard"]),
    track: choice(["boot", "guest", "wall", "realtime"]),
    frequency: number({ range: Limit.unsignedLongLong, hideZero: true }),
    mode: choice(["auto", "native", "emulate", "paravirt", "smpsafe"]),
  },
  children: [shape("catchup", { attributes: { threshold: count, slew: count, limit: count } })],
  finish(made) {
    const name = attribute(made, "name");
    for (const [own, names] of Object.entries(ONLY_FOR)) {
      if (made.attributes.has(own) && !names.includes(name!)) {
        throw unsupported(`timer ${name} doesn't support setting of timer ${own}`);
      }
    }
    if (childNamed(made, "catchup") && attribute(made, "tickpolicy") !== "catchup") {
      throw invalidDomain("setting of timer catchup policies is only supported with tickpolicy='catchup'");
    }
    return made;
  },
});

export const clock: ChildRule = (domain, context) => {
  const from = childNamed(domain, "clock") ?? element("clock");
  const offset = attribute(from, "offset") ?? "utc";
  if (!OFFSETS.includes(offset)) throw unsupported(`unknown clock offset '${offset}'`);
  return [element("clock", clockAttributes(offset, from, context), each(timer)(from, context))];
};

function clockAttributes(
  offset: string,
  from: ReturnType<typeof element>,
  context: Parameters<ChildRule>[1],
) {
  const at = (name: string) => ({ name, element: from, context });
  const given = attribute(from, "adjustment");
  switch (offset) {
    case "utc":
    case "localtime": {
      if (given === undefined || given === "reset") return { offset, adjustment: given };
      const adjustment = seconds(given);
      // A clock set off by seconds is a variable one, based on what it was.
      return { offset: "variable", adjustment, basis: offset };
    }
    case "variable": {
      // What is no number counts as none.
      const adjustment = parseInteger(given ?? "", Limit.longLong) ?? 0n;
      const basis = attribute(from, "basis") ?? "utc";
      if (basis !== "utc" && basis !== "localtime") throw unsupported(`unknown clock basis '${basis}'`);
      return { offset, adjustment, basis };
    }
    case "timezone": {
      const timezone = attribute(from, "timezone");
      if (timezone === undefined)
        throw internal("missing 'timezone' attribute for clock with offset='timezone'");
      return { offset, timezone };
    }
    default: {
      const start = attribute(from, "start");
      if (start === undefined) throw internal("missing 'start' attribute for clock with offset='absolute'");
      return { offset, start: unsignedLongLong(start, at("start")) };
    }
  }
}

function seconds(text: string): string {
  const match = /^\s*[+-]?[0-9]+$/.test(text);
  if (!match) throw invalidDomain(`unknown clock adjustment '${text}'`);
  return BigInt(text.trim().replace(/^\+/, "")).toString();
}

export const LIFECYCLE = [
  "destroy",
  "restart",
  "rename-restart",
  "preserve",
  "coredump-destroy",
  "coredump-restart",
];
export const COREDUMP = ["coredump-destroy", "coredump-restart"];
const LOCK_FAILURE = ["poweroff", "restart", "pause", "ignore"];

const ending =
  (name: string, words: readonly string[], fallback: string | undefined): ChildRule =>
  (domain) => {
    const text = textOf(childNamed(domain, name));
    if (text !== "" && !words.includes(text)) throw unsupported(`unknown ${name} action: ${text}`);
    const value = text === "" ? fallback : text;
    if (name !== "on_crash" && COREDUMP.includes(text)) {
      throw unsupported(`Lifecycle event '${name.slice("on_".length)}' doesn't support '${text}' action`);
    }
    return value === undefined ? [] : [element(name, {}, [value])];
  };

export const endings: Readonly<
  Record<"on_poweroff" | "on_reboot" | "on_crash" | "on_lockfailure", ChildRule>
> = {
  on_poweroff: ending("on_poweroff", LIFECYCLE, "destroy"),
  on_reboot: ending("on_reboot", LIFECYCLE, "restart"),
  on_crash: ending("on_crash", LIFECYCLE, "destroy"),
  on_lockfailure: ending("on_lockfailure", LOCK_FAILURE, undefined),
};

export const pm = shape("pm", {
  children: [
    shape("suspend-to-mem", { attributes: { enabled: yesNo } }),
    shape("suspend-to-disk", { attributes: { enabled: yesNo } }),
  ],
});

/** Performance events in the order of their numbers. */
export const EVENTS = [
  ...["cmt", "mbmt", "mbml", "cpu_cycles", "instructions", "cache_references", "cache_misses"],
  ...[
    "branch_instructions",
    "branch_misses",
    "bus_cycles",
    "stalled_cycles_frontend",
    "stalled_cycles_backend",
  ],
  ...["ref_cpu_cycles", "cpu_clock", "task_clock", "page_faults", "context_switches", "cpu_migrations"],
  ...["page_faults_min", "page_faults_maj", "alignment_faults", "emulation_faults"],
];

export const perf: ChildRule = (domain, context) => {
  const from = childNamed(domain, "perf");
  if (!from) return [];
  const event = shape("event", { attributes: { name: required(choice(EVENTS)), enabled: required(yesNo) } });
  const given = new Map<string, ReturnType<typeof element>>();
  for (const one of childrenNamed(from, "event")) {
    const made = event.apply(one, context)!;
    const name = attribute(made, "name")!;
    if (given.has(name)) throw invalidDomain(`perf event '${name}' was already specified`);
    given.set(name, made);
  }
  const ordered = EVENTS.flatMap((name) => given.get(name) ?? []);
  return ordered.length > 0 ? [element("perf", {}, ordered)] : [];
};
