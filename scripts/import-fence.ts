// The fence between packages and, inside the daemon, between folders. Imports point down only:
//
//     protocol  pki  sasl  no sockets, no files; protocol no Node API, pki and sasl no more of it than node:crypto
//     native               the system's libraries; loaded by import() only, so that everything else works without
//     client   daemon     client never imports daemon; the daemon's forward driver and tests use client
//     cli                 talks through client; hands it local drivers, loaded only when a URI asks for them
import { importsOf } from "./imports.js";

export interface Source {
  /** From the top of the checkout, with slashes: packages/daemon/src/main.ts */
  readonly path: string;
  readonly text: string;
}

export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly specifier: string;
  readonly why: string;
}

interface PackageRule {
  /** Packages of this repository that may be imported anywhere in the package. */
  readonly packages: readonly string[];
  /** All of Node's own modules, or these. */
  readonly node: boolean | readonly string[];
}

const packageRules: Readonly<Record<string, PackageRule>> = {
  protocol: { packages: [], node: false },
  pki: { packages: [], node: ["node:crypto", "node:buffer"] },
  sasl: { packages: [], node: ["node:crypto", "node:buffer"] },
  native: { packages: [], node: true },
  client: { packages: ["@virtgate/protocol", "@virtgate/pki", "@virtgate/sasl"], node: true },
  daemon: { packages: ["@virtgate/protocol", "@virtgate/pki", "@virtgate/sasl"], node: true },
  cli: {
    packages: ["@virtgate/protocol", "@virtgate/pki", "@virtgate/sasl", "@virtgate/client"],
    node: true,
  },
};

/** Imports that only some files of a package may make. */
const exceptions = [
  { within: "packages/daemon/src/drivers/forward/", specifier: "@virtgate/client", lazyOnly: false },
  { within: "packages/cli/src/", specifier: "@virtgate/daemon/local", lazyOnly: true },
  { within: "packages/client/src/", specifier: "@virtgate/native", lazyOnly: true },
  { within: "packages/daemon/src/", specifier: "@virtgate/native", lazyOnly: true },
  { within: "packages/cli/src/", specifier: "@virtgate/native", lazyOnly: true },
] as const;

/** What a folder of a package must not know: those above it on the path of a call. */
const folderRules = [
  {
    within: "packages/daemon/src/drivers/",
    never: ["packages/daemon/src/listen/", "packages/daemon/src/dispatch", "packages/daemon/src/procedures/"],
    why: "a driver knows nothing of the wire",
  },
  {
    within: "packages/daemon/src/definitions/",
    never: ["packages/daemon/src/"],
    why: "definitions are XML and values, and know no other folder of the daemon",
  },
] as const;

/** `dependencies` of each package, by its folder's name: what is imported must be declared. */
export type Declared = Readonly<Record<string, readonly string[]>>;

export function checkImports(sources: readonly Source[], declared: Declared): Violation[] {
  return sources.flatMap((source) =>
    importsOf(source.text).flatMap(({ specifier, line, lazy }) => {
      const why = objection(source.path, specifier, lazy, declared);
      return why === undefined ? [] : [{ path: source.path, line, specifier, why }];
    }),
  );
}

function objection(path: string, specifier: string, lazy: boolean, declared: Declared): string | undefined {
  const name = path.split("/")[1]!;
  const rule = packageRules[name];
  if (rule === undefined) return `package ${name} has no rule in scripts/import-fence.ts`;
  if (specifier.startsWith(".")) return objectionToRelative(path, specifier, name);
  if (path.endsWith(".test.ts")) return undefined; // a test may use what it likes, by its public name
  if (specifier.startsWith("node:")) return objectionToNode(specifier, rule, name);
  if (specifier.startsWith("@virtgate/")) return objectionToPackage(path, specifier, lazy, rule, name);
  const dependency = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  if (declared[name]?.includes(dependency)) return undefined;
  return `${dependency} is not among the dependencies of packages/${name}/package.json`;
}

function objectionToNode(specifier: string, { node }: PackageRule, name: string): string | undefined {
  if (typeof node === "boolean") return node ? undefined : `${name} uses no Node API`;
  return node.includes(specifier) ? undefined : `of Node's modules ${name} uses only ${node.join(" and ")}`;
}

function objectionToPackage(
  path: string,
  specifier: string,
  lazy: boolean,
  rule: PackageRule,
  name: string,
): string | undefined {
  const own = `@virtgate/${name}`;
  if (specifier === own || specifier.startsWith(`${own}/`))
    return "a package imports itself by relative paths";
  if (rule.packages.includes(specifier.split("/", 2).join("/"))) return undefined;
  const exception = exceptions.find((row) => path.startsWith(row.within) && specifier === row.specifier);
  if (exception === undefined) return `${name} must not import ${specifier}`;
  if (exception.lazyOnly && !lazy) return `${specifier} is loaded by import() only`;
  return undefined;
}

function objectionToRelative(path: string, specifier: string, name: string): string | undefined {
  const target = resolve(path, specifier);
  if (!target.startsWith(`packages/${name}/`))
    return "another package is imported by its name, not by a path";
  if (path.endsWith(".test.ts")) return undefined;
  for (const { within, never, why } of folderRules) {
    if (!path.startsWith(within) || target.startsWith(within)) continue;
    if (never.some((folder) => target.startsWith(folder))) return why;
  }
  return undefined;
}

/** Where a relative specifier leads, as a path from the top of the checkout. */
function resolve(path: string, specifier: string): string {
  const parts = path.split("/").slice(0, -1);
  for (const part of specifier.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
